"""The pages of workshops."""

from django.urls import URLPattern, URLResolver, include, path

from cbp.workshops.views import (
    attendance,
    calendars,
    pages,
    participation,
    photos,
    pictures,
    points,
    sessions,
    steps,
    tools,
    writing,
)

app_name = "workshops"

session_urls = [
    path("", sessions.session_detail, name="session-detail"),
    path("plan/", writing.session_plan, name="session-plan"),
    path("edit/", writing.session_edit, name="session-edit"),
    path("roles/", writing.session_roles, name="session-roles"),
    path("came/", writing.session_came, name="session-came"),
    path("security/", writing.session_security, name="session-security"),
    path("actions/", points.action_new, name="action-new"),
    path("attendance/", attendance.session_attendance, name="session-attendance"),
    path("record/", steps.session_record, name="session-record"),
    path("return/", steps.session_return, name="session-return"),
    path("verify/", steps.session_verify, name="session-verify"),
    path("cancel/", steps.session_cancel, name="session-cancel"),
    path("amend/", steps.session_amend, name="session-amend"),
    path("photos/", photos.photo_list, name="photo-list"),
    path("photos/new/", photos.photo_new, name="photo-new"),
    path("step-done/", steps.session_step_done, name="session-step-done"),
    path("confirm-profile/", steps.session_confirm, name="session-confirm"),
    path("tools/", tools.tool_choose, name="tool-choose"),
    path("tools/<slug:tool>/new/", tools.tool_new, name="tool-new"),
]

photo_urls = [
    path("edit/", photos.photo_edit, name="photo-edit"),
    path("remove/", photos.photo_remove, name="photo-remove"),
    path("file/", photos.photo_file, name="photo-file"),
    path("small/", photos.photo_small, name="photo-small"),
]

urlpatterns: list[URLPattern | URLResolver] = [
    path("cycles/<int:pk>/sessions/", sessions.session_list, name="session-list"),
    path("cycles/<int:pk>/sessions/new/", writing.session_new, name="session-new"),
    path("cycles/<int:pk>/calendar/", calendars.calendar_new_of_cycle, name="calendar-new-of-cycle"),
    path("calendars/", calendars.calendar_list, name="calendar-list"),
    path("calendars/new/", calendars.calendar_new, name="calendar-new-own"),
    path("calendars/<int:pk>/close/", calendars.calendar_close, name="calendar-close"),
    path("calendar/<str:token>.ics", calendars.calendar_feed, name="calendar-feed"),
    path("cycles/<int:pk>/participation/", participation.participation_detail, name="participation"),
    path("cycles/<int:pk>/participation/monthly/", participation.monthly_sheet, name="monthly"),
    path("programmes/<int:pk>/participation/", participation.monthly_of_programme, name="monthly-programme"),
    path("cycles/<int:pk>/actions/", points.action_list, name="action-list"),
    path("actions/", points.my_actions, name="my-actions"),
    path("actions/<int:pk>/edit/", points.action_edit, name="action-edit"),
    path("actions/<int:pk>/done/", points.action_done, name="action-done"),
    path("sessions/<int:pk>/", include(session_urls)),
    path("tools/<int:pk>/", pictures.tool_detail, name="tool-detail"),
    path("tools/<int:pk>/edit/", tools.tool_edit, name="tool-edit"),
    path("tools/<int:pk>/remove/", tools.tool_remove, name="tool-remove"),
    path("photos/<int:pk>/", include(photo_urls)),
    path("pages/", pages.page_find, name="page-find"),
    path("pages/<str:code>/", pages.page_file, name="page-file"),
]
