from collections import Counter
from typing import Any

from projects.models import ImportBatch

AT_ONCE = 100


def bodies_asked(batch: ImportBatch) -> list[dict[str, Any]]:
    """Partners to be recognised in a file, those that most rows name first, with their `rows`."""
    asked: dict[str, dict[str, Any]] = {}
    rows: Counter = Counter()
    for questions in batch.rows.exclude(questions=[]).values_list("questions", flat=True):
        for one in questions:
            if one["kind"] == "body":
                asked[one["key"]] = one
                rows[one["key"]] += 1
    return [asked[key] | {"rows": count} for key, count in rows.most_common(AT_ONCE)]
