"""The roof: wiring only."""

from django.urls import include, path

urlpatterns = [
    path("account/", include("allauth.urls")),
    path("", include("cbp.accounts.urls")),
    path("", include("reports.urls")),
    path("", include("cbp.desk.urls")),
]

handler400 = "cbp.desk.views.errors.bad_request"
handler403 = "cbp.desk.views.errors.forbidden"
handler404 = "cbp.desk.views.errors.not_found"
handler500 = "cbp.desk.views.errors.broken"
