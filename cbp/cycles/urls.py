"""The pages of cycles. The overview of one, and the board of all, are the desk's."""

from django.urls import include, path

from cbp.cycles import views

app_name = "cycles"

cycle_urls = [
    path("edit/", views.cycle_edit, name="cycle-edit"),
    path("move/", views.cycle_move, name="cycle-move"),
    path("back/", views.cycle_back, name="cycle-back"),
    path("cancel/", views.cycle_cancel, name="cycle-cancel"),
    path("checks/<slug:code>/waive/", views.check_waive, name="check-waive"),
    path("partners/new/", views.cycle_partner_new, name="cycle-partner-new"),
]

urlpatterns = [
    path("communities/<int:pk>/cycles/new/", views.cycle_new, name="cycle-new"),
    path("cycles/<int:pk>/", include(cycle_urls)),
]
