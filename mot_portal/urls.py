from django.conf.urls.i18n import i18n_patterns
from django.contrib import admin
from django.contrib.auth.decorators import login_not_required as public
from django.contrib.sitemaps.views import sitemap
from django.urls import include, path

from members.views import oidc
from mot_portal import operations, views
from mot_portal.sitemaps import SITEMAPS

urlpatterns = [
    path("", public(views.choose_language), name="choose_language"),
    path("healthz", public(operations.healthz), name="healthz"),
    path("readyz", public(operations.readyz), name="readyz"),
    path("robots.txt", public(operations.robots), name="robots"),
    path(
        "sitemap.xml",
        public(sitemap),
        {"sitemaps": SITEMAPS},
        name="django.contrib.sitemaps.views.sitemap",
    ),
    path(".well-known/security.txt", public(operations.security), name="security"),
    path("media/logos/<str:name>", public(operations.picture), {"folder": "logos"}, name="logo"),
    path(
        "media/projects/<str:name>",
        public(operations.picture),
        {"folder": "projects"},
        name="project_picture",
    ),
    path("admin/reports/", include("members.report_urls")),
    path("oidc/callback/", public(oidc.callback), name="openid_connect_callback"),
    path("admin/", admin.site.urls),
    *i18n_patterns(
        path("", public(views.HomeView.as_view()), name="home"),
        path("search/", public(views.SearchView.as_view()), name="search"),
        path("site-map/", public(views.SiteMapView.as_view()), name="sitemap_page"),
        path("style/", views.StyleView.as_view(), name="style"),
        path("accounts/", include("members.account_urls")),
        path("", include("pages.urls")),
        path("", include("territories.urls")),
        path("", include("members.urls")),
        path("", include("projects.urls")),
        path("", include("partnerships.urls")),
        path("", include("forum.urls")),
    ),
]
handler400 = "mot_portal.errors.bad_request"
handler403 = "mot_portal.errors.forbidden"
handler404 = "mot_portal.errors.not_found"
handler500 = "mot_portal.errors.server_error"
