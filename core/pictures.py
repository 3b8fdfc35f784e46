"""Pictures that people send: checked by what they hold, and drawn anew."""

import io
import secrets

from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext as _
from PIL import Image, ImageOps

FORMATS = ("PNG", "JPEG", "WEBP")


def clean_picture(upload: UploadedFile, *, most_bytes: int, most_pixels: int) -> ContentFile:
    """Return the picture of `upload` as a new PNG or WebP file with a random name.

    Nothing of the sent file but its colours is kept: no name, place, comment or second frame.
    Raises `ValidationError` unless it is a PNG, JPEG or WebP of at most `most_bytes` (whole
    megabytes), and `most_pixels` a side.
    """
    if upload.size is None or upload.size > most_bytes:
        raise ValidationError(
            _("The picture is larger than %d MB: make it smaller first.")
            % (most_bytes // 1_000_000)
        )
    try:
        upload.seek(0)
        with Image.open(upload, formats=FORMATS) as picture:
            if max(picture.size) > most_pixels:
                raise ValidationError(
                    _("The picture is larger than %d pixels a side: make it smaller first.")
                    % most_pixels
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
