"""The roof: wiring only."""

from django.urls import include, path
from django.views.generic import RedirectView

urlpatterns = [
    # An address is what people are known by: it is changed by a new invitation, not by its owner alone.
    path("account/email/", RedirectView.as_view(pattern_name="accounts:settings"), name="account_email"),
    path("account/", include("allauth.urls")),
    path("", include("cbp.accounts.urls")),
    path("", include("partners.urls")),
    path("", include("profiling.urls")),
    path("", include("cbp.cycles.urls")),
    path("", include("cbp.workshops.urls")),
    path("", include("cbp.priorities.urls")),
    path("", include("cbp.plans.urls")),
    path("", include("reports.urls")),
    path("", include("cbp.desk.urls")),
]

handler400 = "cbp.desk.views.errors.bad_request"
handler403 = "cbp.desk.views.errors.forbidden"
handler404 = "cbp.desk.views.errors.not_found"
handler500 = "cbp.desk.views.errors.broken"
