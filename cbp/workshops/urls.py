"""The pages of workshops."""

from django.urls import URLPattern, URLResolver, include, path

from cbp.workshops.views import attendance, calendars, sessions, steps, tools

app_name = "workshops"

session_urls = [
    path("", sessions.session_detail, name="session-detail"),
    path("edit/", sessions.session_edit, name="session-edit"),
    path("roles/", sessions.session_roles, name="session-roles"),
    path("attendance/", attendance.session_attendance, name="session-attendance"),
    path("record/", steps.session_record, name="session-record"),
    path("return/", steps.session_return, name="session-return"),
    path("verify/", steps.session_verify, name="session-verify"),
    path("cancel/", steps.session_cancel, name="session-cancel"),
    path("amend/", steps.session_amend, name="session-amend"),
    path("confirm-profile/", steps.session_confirm, name="session-confirm"),
    path("tools/problem-tree/", tools.tree_new, name="tree-new"),
    path("tools/seasonal-calendar/", tools.calendar_new, name="calendar-new"),
]

urlpatterns: list[URLPattern | URLResolver] = [
    path("cycles/<int:pk>/sessions/", sessions.session_list, name="session-list"),
    path("cycles/<int:pk>/sessions/new/", sessions.session_new, name="session-new"),
    path("cycles/<int:pk>/calendar/", calendars.calendar_new_of_cycle, name="calendar-new-of-cycle"),
    path("calendars/", calendars.calendar_list, name="calendar-list"),
    path("calendars/new/", calendars.calendar_new, name="calendar-new-own"),
    path("calendars/<int:pk>/close/", calendars.calendar_close, name="calendar-close"),
    path("calendar/<str:token>.ics", calendars.calendar_feed, name="calendar-feed"),
    path("cycles/<int:pk>/participation/", sessions.participation_detail, name="participation"),
    path("sessions/<int:pk>/", include(session_urls)),
    path("tools/<int:pk>/edit/", tools.tool_edit, name="tool-edit"),
]
