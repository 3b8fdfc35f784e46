"""Set one document with typst: JSON on the standard input, the PDF on the standard output.

A process of its own gives its memory back: typst keeps what it made for documents to come.
"""

import json
import sys
from datetime import datetime
from typing import Any

import typst


def typeset(template: str, root: str, data: str, at: str) -> bytes:
    """PDF/UA-1 from the file `template`, to which `data` is JSON; `at` is an ISO 8601 moment."""
    return typst.compile(  # type: ignore[return-value]
        template,
        root=root,
        sys_inputs={"data": data},
        pdf_standards=["ua-1"],
        ignore_system_fonts=True,
        timestamp=datetime.fromisoformat(at),
    )


def main() -> None:
    asked: dict[str, Any] = json.load(sys.stdin)
    sys.stdout.buffer.write(typeset(**asked))


if __name__ == "__main__":
    main()
