from django.contrib.auth.decorators import login_not_required as public
from django.urls import re_path

from pages.views import PageView

app_name = "pages"
KEYS = ["about", "contact", "legal", "privacy", "accessibility", "data"]
urlpatterns = [
    re_path(rf"^(?P<key>{'|'.join(KEYS)})/$", public(PageView.as_view()), name="page"),
]
