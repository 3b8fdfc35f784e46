"""Tables in migrations."""

from typing import Any

from django.db.migrations import CreateModel
from django.db.migrations.operations.base import Operation
from django.db.migrations.state import ProjectState


class CreateModels(Operation):
    """Make tables one after the other, having drawn the models once for all of them.

    Django draws anew, for each table, all models that relations lead to: with a hundred of them
    this took most of the time of migrating an empty database.
    """

    def __init__(self, models: list[CreateModel]):
        self.models = models

    def state_forwards(self, app_label: str, state: ProjectState) -> None:
        was_drawn = state.__dict__.pop("apps", None)
        for one in self.models:
            one.state_forwards(app_label, state)
        if was_drawn:
            state.apps  # noqa: B018 - drawn here, copies of the state have it

    def database_forwards(
        self, app_label: str, schema_editor: Any, from_state: ProjectState, to_state: ProjectState
    ) -> None:
        for one in self.models:
            one.database_forwards(app_label, schema_editor, from_state, to_state)

    def database_backwards(
        self, app_label: str, schema_editor: Any, from_state: ProjectState, to_state: ProjectState
    ) -> None:
        for one in reversed(self.models):
            one.database_backwards(app_label, schema_editor, from_state, to_state)

    def describe(self) -> str:
        return f"Create {len(self.models)} models"
