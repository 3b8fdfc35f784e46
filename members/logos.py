"""Logos that people send: checked by what they hold, drawn anew, public once the staff agree."""

import io
import secrets
from datetime import timedelta
from functools import partial

from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from PIL import Image, ImageOps

MAX_BYTES = 1_000_000
MAX_PIXELS = 2_000
FORMATS = ("PNG", "JPEG", "WEBP")
PUBLIC = "logos/"
# Not served to anybody by its address: `members.views.edit` shows it to those who may see it.
WAITING = "logos-waiting/"
FORGOTTEN_AFTER = timedelta(days=1)


def clean_logo(upload: UploadedFile) -> ContentFile:
    """Return the picture of `upload` as a new PNG or WebP file with a random name.

    Nothing of the sent file but its colours is kept: no name, place, comment or second frame.
    Raises `ValidationError` unless it is a PNG, JPEG or WebP of at most 1 MB, 2000 pixels a side.
    """
    if upload.size is None or upload.size > MAX_BYTES:
        raise ValidationError(_("The logo is larger than 1 MB: make it smaller first."))
    try:
        upload.seek(0)
        with Image.open(upload, formats=FORMATS) as picture:
            if max(picture.size) > MAX_PIXELS:
                raise ValidationError(
                    _("The logo is larger than 2000 pixels: make it smaller first.")
                )
            is_drawing = picture.format == "PNG"
            return _encoded(ImageOps.exif_transpose(picture), is_drawing)
    except ValidationError:
        raise
    except Exception as error:  # a decoder may raise anything on a hostile file
        raise ValidationError(
            _("This is not a picture we can take: send a PNG, JPEG or WebP file.")
        ) from error


def _encoded(picture: Image.Image, is_drawing: bool) -> ContentFile:
    has_alpha = picture.has_transparency_data
    pixels = picture.convert("RGBA" if has_alpha else "RGB")
    clean = Image.new(pixels.mode, pixels.size)
    clean.paste(pixels)
    stream = io.BytesIO()
    if is_drawing:
        clean.save(stream, "PNG", optimize=True)
    else:
        clean.save(stream, "WEBP", quality=90)
    suffix = "png" if is_drawing else "webp"
    return ContentFile(stream.getvalue(), name=f"{secrets.token_hex(12)}.{suffix}")


def keep_for_decision(picture: ContentFile) -> str:
    """Store a picture that `clean_logo` made where no visitor reaches it; return its name."""
    return default_storage.save(WAITING + str(picture.name), picture).removeprefix(WAITING)


def publish(name: str) -> str:
    """Copy a picture that waits to where visitors see it; return what `Organisation.logo` holds.

    `ValidationError` when the file is gone.
    """
    try:
        with default_storage.open(WAITING + name) as file:
            return default_storage.save(PUBLIC + name, file)
    except FileNotFoundError as error:
        raise ValidationError(_("The picture that was proposed exists no more.")) from error


def remove(path: str) -> None:
    """Delete a stored picture, once the transaction that no longer needs it is committed."""
    transaction.on_commit(partial(default_storage.delete, path), robust=True)


def forget_strays(kept: set[str]) -> int:
    """Delete pictures that wait for nothing: all but those `kept`, a day old or more; count them.

    A save that fails after its picture was stored leaves one.
    """
    try:
        _folders, names = default_storage.listdir(WAITING)
    except FileNotFoundError:
        return 0
    day = timezone.now() - FORGOTTEN_AFTER
    strays = [
        WAITING + name
        for name in names
        if name not in kept and default_storage.get_modified_time(WAITING + name) < day
    ]
    for path in strays:
        default_storage.delete(path)
    return len(strays)
