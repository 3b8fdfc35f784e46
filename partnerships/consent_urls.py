from django.urls import path

from partnerships.views import consents

OF_PROJECT = "<slug:of>/projects/<slug:project>/"

urlpatterns = [
    path("", consents.OrganisationsView.as_view(), name="consents"),
    path("documents/<int:pk>/", consents.document, name="consent_document"),
    path("<slug:of>/", consents.ConsentsView.as_view(), name="consents_of"),
    path("<slug:of>/accesses/", consents.AccessesView.as_view(), name="consent_accesses"),
    path(OF_PROJECT, consents.ConsentView.as_view(), name="consent"),
    path(f"{OF_PROJECT}withdraw/", consents.WithdrawView.as_view(), name="consent_withdraw"),
    path(f"{OF_PROJECT}refuse/", consents.RefuseView.as_view(), name="consent_refuse"),
    path(f"{OF_PROJECT}ask/", consents.AskView.as_view(), name="consent_ask"),
]
