"""People: who they are, what they may do, how they come in."""

from django.urls import include, path
from django.views.i18n import set_language

from cbp.accounts.doors import opened
from cbp.accounts.views import invitations, people

app_name = "accounts"

person_urls = [
    path("", people.person_detail, name="person-detail"),
    path("roles/new/", people.assignment_new, name="assignment-new"),
    path("close/", people.person_close, name="person-close"),
    path("reopen/", people.person_reopen, name="person-reopen"),
]

invitation_urls = [
    path("", invitations.invitation_detail, name="invitation-detail"),
    path("withdraw/", invitations.invitation_withdraw, name="invitation-withdraw"),
]

urlpatterns = [
    path("language/", opened(set_language), name="language"),
    path("settings/", people.settings, name="settings"),
    path("people/", people.person_list, name="person-list"),
    path("people/<int:pk>/", include(person_urls)),
    path("roles/<int:pk>/end/", people.assignment_end, name="assignment-end"),
    path("invitations/new/", invitations.invitation_new, name="invitation-new"),
    path("invitations/<int:pk>/", include(invitation_urls)),
    path("invitation/<str:token>/", invitations.invitation_accept, name="invitation-accept"),
]
