from django.contrib.auth.decorators import login_not_required as public
from django.urls import path

from territories import views

app_name = "territories"
urlpatterns = [
    path("borders/", public(views.BorderListView.as_view()), name="border_list"),
    path("borders/map.json", public(views.border_signs), name="border_signs"),
    path("borders/<str:code>/", public(views.BorderDetailView.as_view()), name="border_detail"),
    path("territories/", public(views.TerritoryListView.as_view()), name="territory_list"),
    path(
        "territories/<slug:slug>/",
        public(views.TerritoryDetailView.as_view()),
        name="territory_detail",
    ),
    path(
        "territories/<slug:slug>/footprint.geojson",
        public(views.territory_footprint),
        name="territory_footprint",
    ),
    path("themes/<slug:code>/", public(views.ThemeDetailView.as_view()), name="theme_detail"),
]
