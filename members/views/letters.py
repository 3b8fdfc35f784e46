from django.http import Http404
from django.utils.decorators import method_decorator
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.generic import TemplateView

from members.letters.unsubscribing import person_of
from members.models import User


@method_decorator([csrf_exempt, never_cache], name="dispatch")
class StopView(TemplateView):
    """Where the link of a letter leads that can be done without: a button stops such letters.

    The signed link is the right to do so, without login, cookie or token: mail programs send the
    POST by themselves (RFC 8058), and take no redirection for an answer.
    """

    template_name = "members/letters_stop.html"

    person: User

    def dispatch(self, request, *args, **kwargs):
        person = person_of(kwargs["token"])
        if person is None:
            raise Http404
        self.person = person
        return super().dispatch(request, *args, **kwargs)

    def post(self, request, *args, **kwargs):
        self.person.wants_news = "again" in request.POST
        self.person.save(update_fields=["wants_news"])
        return self.render_to_response(self.get_context_data(is_done=True))

    def get_context_data(self, **kwargs):
        return {"is_done": False, "person": self.person} | super().get_context_data(**kwargs)
