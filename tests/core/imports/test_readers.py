"""Files are read whoever wrote them; what cannot be read is refused with a sentence."""

import io
import json
import zipfile
from datetime import date

import pytest
from django.core.exceptions import ValidationError
from hypothesis import given
from hypothesis import strategies as st

from core.imports import readers, workbooks
from tests.projects.import_files import csv_file, workbook

ROWS = [
    ["Titre", "Été", "n"],
    ["Côté d’œuvre", "a;b,c", "1"],
    ["", "", ""],
    ["ligne\r\ndeux", "", "2"],
]


def read(content: bytes):
    return [
        (one.name, one.header, list(one.rows))
        for one in readers.tables(io.BytesIO(content), len(content))
    ]


def refusal(content: bytes) -> str:
    with pytest.raises(ValidationError) as error:
        read(content)
    return error.value.messages[0]


@pytest.mark.parametrize(
    "encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "cp1252"]
)
@pytest.mark.parametrize("delimiter", [";", ",", "\t", "|"])
def test_csv_of_any_encoding_and_separator(encoding, delimiter):
    ((_name, header, rows),) = read(csv_file(ROWS, encoding, delimiter))
    assert header == ROWS[0]
    assert rows == [(2, ROWS[1]), (4, ROWS[3])]


cells = st.text(
    st.characters(codec="utf-8", exclude_characters="\x00\r", exclude_categories=["Cs"]),
    max_size=20,
)


@given(st.lists(st.lists(cells, min_size=2, max_size=2), max_size=5), st.sampled_from(";,\t|"))
def test_whatever_cells_hold_comes_back(rows, delimiter):
    content = csv_file([["a", "b"], ["first", "x"], *rows], delimiter=delimiter)
    ((_name, _header, found),) = read(content)
    assert [row for _number, row in found[1:]] == [row for row in rows if any(row)]


def test_what_excel_says_of_the_separator_is_no_header():
    assert read(b"sep=;\r\na;b\r\n1;2\r\n") == [("", ["a", "b"], [(3, ["1", "2"])])]


def test_a_workbook_gives_its_sheets_with_dates_numbers_and_no_formula():
    rows = [["When", "Sum", "Formula"], [date(2019, 3, 1), 12.5, "=1+1"], [None, None, "x"]]
    ((name, header, found),) = read(workbook(Cover=[["About"]], Rows=rows))
    assert (name, header) == ("Rows", rows[0])
    assert found == [(2, ["2019-03-01", 12.5, None]), (3, [None, None, "x"])]


def test_a_row_with_more_cells_than_the_header_is_named():
    assert "3" in refusal(b"a;b\n1;2;\n1;2;3\n")


def test_json_lists_and_lists_inside_are_rows():
    objects = {
        "projects": [
            {"title": "A", "themes": ["x", "y"], "partners": [{"name": "P"}, {"name": "Q"}]},
            {"title": "B", "n": 3},
        ]
    }
    ((_name, header, rows),) = read(json.dumps(objects).encode("utf-8-sig"))
    assert header == ["title", "themes", "partners.name", "n"]
    assert rows == [
        (1, ["A", "x;y", "P", None]),
        (1, [None, None, "Q", None]),
        (2, ["B", None, None, 3]),
    ]


def test_columns_without_name_or_with_the_same_get_their_own():
    ((_name, header, _rows),) = read(b"a;a;;b\r\n1;2;3;4\r\n")
    assert len(set(header)) == 4


def zipped(**parts: bytes) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name.replace("__", "/"), content)
    return stream.getvalue()


def with_part(name: str, content: bytes) -> bytes:
    """A good workbook, one part of it replaced."""
    stream = io.BytesIO()
    good = zipfile.ZipFile(io.BytesIO(workbook(Rows=[["a"], [1]])))
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        for part in good.namelist():
            archive.writestr(part, content if part == name else good.read(part))
    return stream.getvalue()


NAMESPACE = b"http://schemas.openxmlformats.org/spreadsheetml/2006/main"
BOMB = b'<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;">]><worksheet>&b;</worksheet>'


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "vide"),
        (readers.OLE + b"\0" * 600, ".xls"),
        (readers.OLE + "EncryptedPackage".encode("utf-16-le"), "mot de passe"),
        (b"PK\x03\x04 not a zip", "abîmé"),
        (zipped(word__document=b"<x/>"), "classeur"),
        (with_part("xl/worksheets/sheet1.xml", b"<worksheet><sheetData><row>"), "abîmé"),
        (with_part("xl/worksheets/sheet1.xml", BOMB), "abîmé"),
        (with_part("xl/worksheets/sheet1.xml", b"\0" * 30_000_000), "trop"),
        (b"%PDF-1.7\n\x00\x01\x02\x00\xff", "CSV"),
        (b"\n\n;;\n", "ligne"),
        (b"a;b\n", "ligne"),
        (b"[1, 2]", "liste"),
        (b'{"a": [', "JSON"),
        (b"[" * 100_000, "JSON"),
        (b"a;b\n1;" + b"x" * 200_000, "ligne 2"),
    ],
)  # fmt: skip
def test_what_cannot_be_read_is_refused_with_its_reason(content, words):
    assert words in refusal(content)


def test_a_large_file_is_refused_before_it_is_read():
    with pytest.raises(ValidationError, match="200"):
        next(readers.tables(None, 200 * readers.MEGABYTE))


def test_a_directory_that_lies_gives_no_more_than_it_says(monkeypatch):
    monkeypatch.setattr(workbooks, "MAX_UNZIPPED", 1000)
    assert "trop" in refusal(workbook(Rows=[["a"], *([["x" * 50]] * 100)]))


def test_too_many_rows_or_columns_are_refused(monkeypatch):
    monkeypatch.setattr(readers, "MAX_ROWS", 2)
    assert "2" in refusal(b"a;b\n1;2\n1;2\n1;2\n")
    assert "300" in refusal(b";".join([b"a"] * 301) + b"\n1;2\n")


def sheet(*rows: str) -> bytes:
    lines = "".join(rows).encode()
    return with_part("xl/worksheets/sheet1.xml", b"<worksheet xmlns='%s'><sheetData>%s</sheetData>"
                     b"</worksheet>" % (NAMESPACE, lines))  # fmt: skip


def sheet_row(number: int, *cells: str) -> str:
    inner = "".join(f'<c r="{at}" t="inlineStr"><is><t>{at}</t></is></c>' for at in cells)
    return f'<row r="{number}">{inner}</row>'


def test_a_sheet_that_is_formatted_to_its_ends_is_read():
    last = '<row r="1048576"><c r="A1048576"/></row>'
    ((_name, header, rows),) = read(sheet(sheet_row(1, "A1"), sheet_row(2, "A2"), last))
    assert (header, rows) == (["A1"], [(2, ["A2"])])
    wide = '<row r="1"><c r="A1" t="inlineStr"><is><t>A1</t></is></c><c r="XFD1"/></row>'
    ((_name, header, rows),) = read(sheet(wide, sheet_row(2, "A2")))
    assert (header, rows) == (["A1"], [(2, ["A2"])])


def test_a_sheet_without_end_is_refused():
    """A row may say that it is the hundred thousand millionth: those before it are not counted."""
    assert "200" in refusal(sheet(sheet_row(99_999_999_999, "A99999999999")))


def test_what_postgresql_cannot_hold_is_left_out():
    content = b'[{"a\\u0000": "x\\u0000y", "b": "\\ud800z", "c": 1e999, "d": NaN}]'
    ((_name, header, rows),) = read(content)
    assert header[0] == "a"
    assert rows == [(1, ["xy", "z", "inf", "nan"])]
    ((_name, _header, rows),) = read(b"a;b\n" + b"1;2\n" * 20_000 + b"x\x00;y\n")
    assert rows[-1][1] == ["x", "y"]
