"""Papers: asked for, waited for, downloaded."""

from django.urls import include, path

from reports import views

app_name = "reports"

subject_urls = [
    path("", views.report_new, name="report-new"),
    path("print/", views.report_print, name="report-print"),
]
report_urls = [
    path("", views.report_detail, name="report-detail"),
    path("file/", views.report_file, name="report-file"),
    path("cancel/", views.report_cancel, name="report-cancel"),
    path("retry/", views.report_retry, name="report-retry"),
]
urlpatterns = [
    path("papers/<slug:paper>/<int:subject>/", include(subject_urls)),
    path("reports/", views.report_list, name="report-list"),
    path("reports/<int:pk>/", include(report_urls)),
]
