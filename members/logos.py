"""Logos that people send: checked by what they hold, drawn anew, public once the staff agree."""

from datetime import timedelta

from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import UploadedFile
from django.utils import timezone
from django.utils.translation import gettext as _

from core.pictures import clean_picture

MAX_BYTES = 1_000_000
MAX_PIXELS = 2_000
PUBLIC = "logos/"
# Not served to anybody by its address: `members.views.edit` shows it to those who may see it.
WAITING = "logos-waiting/"
FORGOTTEN_AFTER = timedelta(days=1)


def clean_logo(upload: UploadedFile) -> ContentFile:
    """The picture of `upload`, drawn anew: see `core.pictures`."""
    return clean_picture(upload, most_bytes=MAX_BYTES, most_pixels=MAX_PIXELS)


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
