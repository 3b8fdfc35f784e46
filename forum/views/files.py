"""Files to authorities: what is missing, a draft, the frozen version and its documents."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.generic import TemplateView, View

from forum.files.collect import Facts
from forum.files.document import render
from forum.files.missing import Weight, missing
from forum.files.parts import parts
from forum.forms.files import FORMS, FileForm
from forum.models import CrossBorderFile, Obstacle, Step
from forum.models.kinds import FileKind
from forum.services import files, obstacles
from forum.views.keeping import actor_for
from members.acting import record_acting
from members.views.mixins import person

PDF, JSON = "application/pdf", "application/json"


class MakingMixin(View):
    """One kind of file of an obstacle, for those who may change it: 404 or 403 for others."""

    obstacle: Obstacle
    kind: FileKind

    def dispatch(self, request: HttpRequest, *args, **kwargs):
        self.obstacle = find(request, kwargs["reference"])
        if kwargs["kind"] not in FileKind.values:
            raise Http404
        self.kind = FileKind(kwargs["kind"])
        if not keeps(request, self.obstacle):
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)

    def form(self, data: Any) -> FileForm:
        """Bound to what was chosen; when nothing was, to what is usual."""
        form = FORMS[self.kind](data or None, obstacle=self.obstacle)
        return form if data else FORMS[self.kind](usual(form), obstacle=self.obstacle)

    def facts(self, form: FileForm) -> Facts:
        chosen = form.cleaned_data
        return files.facts_of(
            self.obstacle, self.kind, chosen["language"], chosen["step"], form.answers
        )


class MakeView(MakingMixin, TemplateView):
    """What is missing first, then the draft; a POST makes the file."""

    template_name = "forum/files/make.html"

    def get_context_data(self, **kwargs):
        form = kwargs.get("form") or self.form(self.request.GET)
        facts = self.facts(form) if form.is_valid() else None
        lacks = missing(facts) if facts else []
        return super().get_context_data(**kwargs) | {
            "obstacle": self.obstacle,
            "kind": self.kind,
            "form": form,
            "facts": facts,
            "parts": parts(facts) if facts else [],
            "lacks": lacks,
            "lists": [(weight.name.lower(), [one for one in lacks if one.weight == weight])
                      for weight in Weight],
            "stops": any(lack.stops for lack in lacks),
            "query": self.request.GET.urlencode(),
            "made": made_of(self.obstacle).filter(kind=self.kind),
        }  # fmt: skip

    def post(self, request: HttpRequest, *args, **kwargs) -> HttpResponse:
        form = self.form(request.POST)
        if not form.is_valid():
            return self.render_to_response(self.get_context_data(form=form), status=422)
        chosen = form.cleaned_data
        try:
            made = files.make(
                self.obstacle,
                self.kind,
                chosen["language"],
                by=person(request),
                step=chosen["step"],
                answers=form.answers,
            )
        except ValidationError as error:
            form.add_error(None, error)
            return self.render_to_response(self.get_context_data(form=form), status=422)
        messages.success(request, _("The file is made. It no longer changes."))
        return redirect("forum:file", self.obstacle.reference, made.pk)


class DraftView(MakingMixin):
    """The document as it would be made now, marked as a draft."""

    http_method_names = ["get", "head"]

    def get(self, request: HttpRequest, *args, **kwargs) -> HttpResponse:
        form = self.form(request.GET)
        if not form.is_valid():
            raise Http404
        pdf = render(self.facts(form), at=timezone.now(), is_draft=True)
        return answer(pdf, f"{self.obstacle.reference}-{self.kind}.pdf", PDF)


class FileView(TemplateView):
    """A file as it was made, and the steps in which it was sent."""

    template_name = "forum/files/file.html"

    def get_context_data(self, **kwargs):
        file = found_file(self.request, self.kwargs)
        may_keep = keeps(self.request, file.obstacle)
        steps = Step.objects.visible_to(self.request.user).filter(file=file)
        free = [step for step in files.free_steps(file.obstacle, file) if step.file_id != file.pk]
        return super().get_context_data(**kwargs) | {
            "file": file,
            "obstacle": file.obstacle,
            "parts": parts(file.facts),
            "steps": steps.select_related("obstacle"),
            "keeps": may_keep,
            "free": free if may_keep else [],
        }


class AttachView(View):
    """Attach a file to a step that has none, or to one that is only prepared."""

    http_method_names = ["post"]

    def post(self, request: HttpRequest, *args, **kwargs) -> HttpResponse:
        file = found_file(request, kwargs)
        if not keeps(request, file.obstacle):
            raise PermissionDenied
        asked = request.POST.get("step", "")
        step = file.obstacle.steps.filter(pk=asked if asked.isdecimal() else 0).first()
        if step is None:
            messages.error(request, _("Choose the step in which the file is sent."))
            return redirect("forum:file", file.obstacle.reference, file.pk)
        try:
            files.attach(file, step)
        except ValidationError as error:
            messages.error(request, error.messages[0])
        else:
            messages.success(request, _("The file is attached to the step."))
        return redirect("forum:file", file.obstacle.reference, file.pk)


class DownloadView(View):
    """A file as PDF or as JSON, as it was made."""

    http_method_names = ["get", "head"]
    fmt = PDF

    def get(self, request: HttpRequest, *args, **kwargs) -> HttpResponse:
        file = found_file(request, kwargs)
        is_pdf = self.fmt == PDF
        content = bytes(file.pdf) if is_pdf else files.as_json(file)
        name = f"{file.obstacle.reference}-{file.kind}-{file.language}"
        return answer(content, f"{name}.{'pdf' if is_pdf else 'json'}", self.fmt)


def find(request: HttpRequest, reference: str) -> Obstacle:
    rows = Obstacle.objects.visible_to(request.user)
    rows = rows.select_related("carrier", "raised_by", "main_border")
    return get_object_or_404(rows.defer("search", "names_text", "loaded"), reference=reference)


def keeps(request: HttpRequest, obstacle: Obstacle) -> bool:
    """Whether the reader may make its files; their mandate then goes into the history."""
    actor = actor_for(person(request), obstacle) if request.user.is_authenticated else None
    if actor is None or not obstacles.keeps(obstacle, actor):
        return False
    if request.method == "POST":
        record_acting(actor.mandate)
    return True


def found_file(request: HttpRequest, kwargs: dict[str, Any]) -> CrossBorderFile:
    obstacle = find(request, kwargs["reference"])
    rows = CrossBorderFile.objects.visible_to(request.user).filter(obstacle=obstacle)
    file = get_object_or_404(rows, pk=kwargs["pk"])
    file.obstacle = obstacle
    return file


def made_of(obstacle: Obstacle):
    return CrossBorderFile.objects.filter(obstacle=obstacle).defer("pdf", "facts")


def usual(form: FileForm) -> dict[str, Any]:
    """The values of a form that nobody filled in yet."""
    return {name: value for name, value in form.initial.items() if value not in (None, "")}


def answer(content: bytes, name: str, content_type: str) -> HttpResponse:
    response = HttpResponse(content, content_type=content_type)
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    response["Cache-Control"] = "private, no-store"
    return response
