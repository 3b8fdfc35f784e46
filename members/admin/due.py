from django.contrib import admin
from django.template.loader import render_to_string
from django.utils.html import format_html_join
from django.utils.translation import gettext_lazy as _

from core.admin import ReadOnly
from core.due import STEPS
from members.models import DueRun


def label_of(step: str):
    """What a step is called; its code when it is no longer done."""
    return STEPS[step].label if step in STEPS else step


class WorkFilter(admin.SimpleListFilter):
    """Most runs find nothing to do."""

    title = _("what happened")
    parameter_name = "work"

    def lookups(self, request, model_admin):
        return [("done", _("something was done")), ("failed", _("a step failed"))]

    def queryset(self, request, queryset):
        chosen = {"done": {"done__gt": 0}, "failed": {"failures__gt": 0}}
        return queryset.filter(**chosen.get(self.value() or "", {}))


@admin.register(DueRun)
class DueRunAdmin(ReadOnly):
    """When what is due was done, step by step."""

    list_display = ["started_at", "ended_at", "summary", "failures"]
    list_filter = [WorkFilter]
    fields = ["started_at", "ended_at", "steps"]

    @admin.display(description=_("done"))
    def summary(self, run):
        lines = [(label_of(line["step"]), line["done"]) for line in run.report if line["done"]]
        return format_html_join(", ", "{}: {}", lines) or _("nothing was due")

    @admin.display(description=_("what was done"))
    def steps(self, run):
        return render_to_string("admin/_steps.html", {"steps": steps_of(run)})


def steps_of(run: DueRun) -> list[dict]:
    """The lines of the report, with what each step is called."""
    return [line | {"label": label_of(line["step"])} for line in run.report]
