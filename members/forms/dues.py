from core.forms import VersionedForm
from members.models import Contribution


class PurchaseOrderForm(VersionedForm):
    """What an organisation tells about its payment."""

    class Meta:
        model = Contribution
        fields = ["purchase_order"]
