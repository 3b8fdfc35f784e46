"""Files that go out to those who may read them."""

from typing import Any

from django.http import FileResponse, Http404


def sent_file(file: Any, name: str) -> FileResponse:
    """A stored file as an attachment under the name that it had; 404 when there is none."""
    if not file:
        raise Http404
    try:
        answer = FileResponse(file.open("rb"), as_attachment=True, filename=name)
    except FileNotFoundError as error:
        raise Http404 from error
    answer["X-Content-Type-Options"] = "nosniff"
    return answer
