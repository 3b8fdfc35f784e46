"""What has to be done in time about partnerships."""

from django.utils.translation import gettext_lazy as _

from core.due import Stage, Step, register
from partnerships.digests import write_digests
from partnerships.imports.service import run_waiting
from partnerships.services.consents import announce_ends

register(
    Step("announce_consent_ends", _("consents that end soon: letters"), announce_ends),
    Step("write_partnership_digests", _("letters on what is followed"), write_digests),
    Step(
        "run_action_imports",
        _("imports of actions worked on"),
        run_waiting,
        Stage.TIDYING,
        is_atomic=False,
    ),
)
