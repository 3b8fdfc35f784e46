"""Addresses about who may act for an organisation; part of `members.urls`."""

from django.contrib.auth.decorators import login_not_required as public
from django.urls import path

from members.views import invitations, join_requests, people

PEOPLE = "members/<slug:slug>/people/"
urlpatterns = [
    path(PEOPLE, people.PeopleView.as_view(), name="people"),
    path(f"{PEOPLE}invite/", invitations.InviteView.as_view(), name="people_invite"),
    path(
        f"{PEOPLE}invitations/<int:pk>/resend/",
        invitations.ResendView.as_view(),
        name="invitation_resend",
    ),
    path(
        f"{PEOPLE}invitations/<int:pk>/withdraw/",
        invitations.WithdrawView.as_view(),
        name="invitation_withdraw",
    ),
    path(
        f"{PEOPLE}invitations/<int:pk>/address/",
        invitations.ReaddressView.as_view(),
        name="invitation_readdress",
    ),
    path(
        f"{PEOPLE}requests/<int:pk>/accept/",
        join_requests.RequestAcceptView.as_view(),
        name="request_accept",
    ),
    path(
        f"{PEOPLE}requests/<int:pk>/refuse/",
        join_requests.RequestRefuseView.as_view(),
        name="request_refuse",
    ),
    path(f"{PEOPLE}<int:pk>/edit/", people.ChangeView.as_view(), name="mandate_edit"),
    path(f"{PEOPLE}<int:pk>/end/", people.EndView.as_view(), name="mandate_end"),
    path(
        f"{PEOPLE}<int:pk>/hand-over/", invitations.HandOverView.as_view(), name="mandate_hand_over"
    ),
    path(f"{PEOPLE}<int:pk>/show/", people.ShowView.as_view(), name="mandate_show"),
    path(f"{PEOPLE}<int:pk>/history/", people.MandateHistoryView.as_view(), name="mandate_history"),
    path("members/<slug:slug>/join/", public(join_requests.JoinView.as_view()), name="join"),
    path(
        "members/<slug:slug>/join/sent/",
        public(join_requests.JoinSentView.as_view()),
        name="join_sent",
    ),
    path(
        "members/<slug:slug>/join/withdraw/",
        join_requests.JoinWithdrawView.as_view(),
        name="join_withdraw",
    ),
    path(
        "invitations/<slug:token>/",
        public(invitations.InvitationView.as_view()),
        name="invitation",
    ),
    path(
        "invitations/<slug:token>/decline/",
        public(invitations.DeclineView.as_view()),
        name="invitation_decline",
    ),
    path(
        "invitations/<slug:token>/address/",
        invitations.AskAddressView.as_view(),
        name="invitation_ask_address",
    ),
]
