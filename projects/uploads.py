"""Documents and pictures of projects: checked by what they hold, never by how they are called."""

import secrets
import zipfile
from pathlib import PurePath

from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext as _

from core.pictures import clean_picture

MAX_BYTES = 10_000_000
MAX_PIXELS = 6_000
PICTURE_BYTES = 5_000_000
PICTURE_PIXELS = 4_000
# More than this is left for the reader to send again when the form comes back with a mistake.
KEPT_BYTES = 1_000_000
NAME_LENGTH = 200
ODT = b"application/vnd.oasis.opendocument.text"
ACCEPTED = ".pdf,.odt,.docx,.xlsx,.png,.jpg,.jpeg"
# What a ZIP archive holds when it is a document, and the ending of its name.
OFFICE = {"word/document.xml": "docx", "xl/workbook.xml": "xlsx"}


def clean_document(upload: UploadedFile) -> ContentFile:
    """Return the content of `upload` under a random name with the ending of what it is.

    A picture is drawn anew. Raises `ValidationError` unless it is a PDF, ODT, DOCX or XLSX without
    macros, or a PNG or JPEG picture, of at most 10 MB.
    """
    if upload.size is None or upload.size > MAX_BYTES:
        raise ValidationError(
            _("The file is larger than 10 MB: send a smaller one, or a link to it.")
        )
    upload.seek(0)
    start = upload.read(8)
    if start.startswith((b"\x89PNG", b"\xff\xd8\xff")):
        return clean_picture(upload, most_bytes=MAX_BYTES, most_pixels=MAX_PIXELS)
    ending = "pdf" if start.startswith(b"%PDF-") else _office_ending(upload)
    if ending is None:
        raise ValidationError(
            _("This is not a file we can take: send a PDF, ODT, DOCX, XLSX, PNG or JPEG file.")
        )
    upload.seek(0)
    return ContentFile(upload.read(), name=f"{secrets.token_hex(12)}.{ending}")


def clean_image(upload: UploadedFile) -> ContentFile:
    """The picture of a project, drawn anew under a random name."""
    return clean_picture(upload, most_bytes=PICTURE_BYTES, most_pixels=PICTURE_PIXELS)


def original_name(upload: UploadedFile) -> str:
    """What the sender called the file, without folders, to be shown and given back."""
    name = PurePath(str(upload.name).replace("\\", "/")).name
    stem, dot, ending = name.rpartition(".")
    return f"{stem[: NAME_LENGTH - len(ending) - 1]}{dot}{ending}"[:NAME_LENGTH]


def _office_ending(upload: UploadedFile) -> str | None:
    """The ending of an office document; None for anything else. Nothing large is unpacked."""
    upload.seek(0)
    try:
        with zipfile.ZipFile(upload) as archive:
            names = set(archive.namelist())
            if any(name.lower().endswith("vbaproject.bin") for name in names):
                raise ValidationError(_("This file holds macros: send it without them, or as PDF."))
            if "mimetype" in names:
                with archive.open("mimetype") as stream:
                    return "odt" if stream.read(len(ODT) + 1).strip() == ODT else None
    except ValidationError:
        raise
    except Exception:  # an archive may be broken, or hostile, in any way
        return None
    return next((ending for name, ending in OFFICE.items() if name in names), None)
