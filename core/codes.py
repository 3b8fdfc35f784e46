"""Codes at the other end of a relation, copied by triggers into a column of the row.

Lists, counts and history then read one table.
"""

import pgtrigger
from django.db import models


def keep_codes(through: type[models.Model], column: str, target: str) -> list[pgtrigger.Trigger]:
    """Triggers of `through`, the table between a model and `territories.<target>`.

    They keep `column` of the model equal to the codes of what it is tied to, in order.
    """
    owner = next(
        field.remote_field.model  # type: ignore[union-attr]
        for field in through._meta.fields
        if field.is_relation and field.name != target
    )
    key = f"{owner._meta.model_name}_id"

    def trigger(operation, name: str, rows: str, **referencing: str) -> pgtrigger.Trigger:
        return pgtrigger.Trigger(
            name=f"{column}_{name}",
            level=pgtrigger.Statement,
            when=pgtrigger.After,
            operation=operation,
            referencing=pgtrigger.Referencing(**referencing),
            func=f"""
                UPDATE {owner._meta.db_table} SET {column} = ARRAY(
                    SELECT target.code
                    FROM {through._meta.db_table} link JOIN territories_{target} target
                        ON target.id = link.{target}_id
                    WHERE link.{key} = {owner._meta.db_table}.id ORDER BY target.code
                )
                WHERE id IN (SELECT {key} FROM {rows});
                RETURN NULL;
            """,
        )

    return [
        trigger(pgtrigger.Insert, "insert", "added", new="added"),
        trigger(pgtrigger.Delete, "delete", "removed", old="removed"),
    ]
