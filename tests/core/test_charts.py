from xml.etree import ElementTree

import pytest
from django.template.loader import render_to_string
from django.utils.translation import override

from core.charts import bar_chart, column_chart

ROWS = [("région", 1200), ("commune <b>", 300), ("État", 0)]
SERIES = [("entrés", [2, 0, 5]), ("partis", [0, -1, -3])]
YEARS = ["2024", "2025", "2026"]
SVG = "{http://www.w3.org/2000/svg}"


def drawn(chart):
    html = render_to_string("components/chart.html", {"chart": chart, "id": "c"})
    return ElementTree.fromstring(html[html.index("<figure") :].strip())


def test_bars_are_as_long_as_their_values():
    marks = bar_chart("Membres", ROWS).marks
    assert marks[0].width == pytest.approx(4 * marks[1].width, abs=0.5)
    assert marks[2].width == 0


def test_nothing_leaves_the_box():
    for chart in (bar_chart("Membres", ROWS), column_chart("Mouvements", YEARS, SERIES)):
        for mark in chart.marks:
            assert 0 <= mark.x <= mark.x + mark.width <= chart.width
            assert 0 <= mark.y <= mark.y + mark.height <= chart.height
            assert mark.text_y <= chart.height
        assert all(0 <= label.y <= chart.height for label in chart.labels)


def test_negative_columns_hang_below_the_line():
    chart = column_chart("Mouvements", YEARS, SERIES)
    for mark, value in zip(chart.marks, [2, 0, 0, -1, 5, -3], strict=True):
        assert (mark.y >= chart.baseline) == (value < 0 or mark.height == 0)
        assert mark.text == str(abs(value))


def test_a_chart_says_its_figures_in_words():
    with override("fr"):
        assert bar_chart("Membres", ROWS).description == (
            "région: 1\xa0200; commune <b>: 300; État: 0"
        )
    assert "2026, partis: 3" in column_chart("Mouvements", YEARS, SERIES).description


def test_the_drawing_is_an_image_with_a_name_and_no_style():
    figure = drawn(column_chart("Entrées & sorties", YEARS, SERIES))
    svg = figure.find("svg")
    assert svg.get("role") == "img"
    assert svg.get("aria-labelledby") == "c-title c-desc"
    assert svg.find("title").text == "Entrées & sorties"
    assert len(svg.findall("rect")) == 6
    assert not [node for node in figure.iter() if node.get("style")]
    assert [key.text for key in figure.iter("li")] == ["entrés", "partis"]


@pytest.mark.parametrize("chart", [bar_chart("x", []), column_chart("x", [], [("a", [])])])
def test_a_chart_of_nothing_is_drawn(chart):
    assert drawn(chart).find("svg") is not None
