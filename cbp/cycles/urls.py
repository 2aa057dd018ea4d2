"""The pages of cycles. The overview of one, and the board of all, are the desk's."""

from django.urls import include, path

from cbp.cycles.views import cycles

app_name = "cycles"

cycle_urls = [
    path("edit/", cycles.cycle_edit, name="cycle-edit"),
    path("move/", cycles.cycle_move, name="cycle-move"),
    path("back/", cycles.cycle_back, name="cycle-back"),
    path("cancel/", cycles.cycle_cancel, name="cycle-cancel"),
    path("checks/<slug:code>/waive/", cycles.check_waive, name="check-waive"),
    path("partners/new/", cycles.cycle_partner_new, name="cycle-partner-new"),
]

urlpatterns = [
    path("communities/<int:pk>/cycles/new/", cycles.cycle_new, name="cycle-new"),
    path("cycles/<int:pk>/", include(cycle_urls)),
]
