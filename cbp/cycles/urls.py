"""The pages of cycles. The overview of one, and the board of all, are the desk's."""

from django.urls import include, path

from cbp.cycles.views import bodies, cluster, cycles, rules

app_name = "cycles"

cycle_urls = [
    path("edit/", cycles.cycle_edit, name="cycle-edit"),
    path("move/", cycles.cycle_move, name="cycle-move"),
    path("back/", cycles.cycle_back, name="cycle-back"),
    path("cancel/", cycles.cycle_cancel, name="cycle-cancel"),
    path("checks/<slug:code>/waive/", cycles.check_waive, name="check-waive"),
    path("partners/new/", cycles.cycle_partner_new, name="cycle-partner-new"),
    path("members/", cluster.members_edit, name="members-edit"),
    path("rules/<int:rule>/reason/", rules.rule_reason, name="rule-reason"),
]

body_urls = [
    path("", bodies.body_detail, name="body-detail"),
    path("edit/", bodies.body_edit, name="body-edit"),
    path("renew/", bodies.body_renew, name="body-renew"),
    path("dissolve/", bodies.body_dissolve, name="body-dissolve"),
    path("names/", bodies.body_names, name="body-names"),
    path("names/<int:member>/remove/", bodies.member_remove, name="member-remove"),
]

urlpatterns = [
    path("communities/<int:pk>/cycles/new/", cycles.cycle_new, name="cycle-new"),
    path("programmes/<int:pk>/rules/", rules.rule_list, name="rule-list"),
    path("cycles/<int:pk>/", include(cycle_urls)),
    path("cycles/<int:pk>/bodies/", bodies.body_list, name="body-list"),
    path("cycles/<int:pk>/bodies/new/", bodies.body_new, name="body-new"),
    path("bodies/<int:pk>/", include(body_urls)),
]
