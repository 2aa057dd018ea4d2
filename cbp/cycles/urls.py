"""The pages of cycles. The overview of one, and the board of all, are the desk's."""

from django.urls import include, path

from cbp.cycles.views import bodies, cluster, cycles, milestones, rules, steps

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

plan_urls = [
    path("work-plan/", milestones.work_plan_detail, name="work-plan"),
    path("steps/", milestones.steps_choose, name="steps-choose"),
    path("milestones/new/", milestones.milestone_new, name="milestone-new"),
]
milestone_urls = [
    path("", milestones.milestone_edit, name="milestone-edit"),
    path("done/", milestones.milestone_done, name="milestone-done"),
    path("move/", milestones.milestone_move, name="milestone-move"),
    path("remove/", milestones.milestone_remove, name="milestone-remove"),
]
programme_steps_urls = [
    path("", steps.template_list, name="template-list"),
    path("adopt/", steps.template_adopt, name="template-adopt"),
    path("new/", steps.template_new, name="template-new"),
]
template_urls = [
    path("", steps.template_detail, name="template-detail"),
    path("edit/", steps.template_edit, name="template-edit"),
    path("new/", steps.step_new, name="step-new"),
    path("<int:row>/", steps.step_edit, name="step-edit"),
    path("<int:row>/move/", steps.step_move, name="step-move"),
    path("<int:row>/remove/", steps.step_remove, name="step-remove"),
]

urlpatterns = [
    path("communities/<int:pk>/cycles/new/", cycles.cycle_new, name="cycle-new"),
    path("programmes/<int:pk>/rules/", rules.rule_list, name="rule-list"),
    path("cycles/<int:pk>/", include(cycle_urls)),
    path("cycles/<int:pk>/bodies/", bodies.body_list, name="body-list"),
    path("cycles/<int:pk>/bodies/new/", bodies.body_new, name="body-new"),
    path("bodies/<int:pk>/", include(body_urls)),
    path("cycles/<int:pk>/", include(plan_urls)),
    path("milestones/<int:pk>/", include(milestone_urls)),
    path("programmes/<int:pk>/steps/", include(programme_steps_urls)),
    path("steps/<int:pk>/", include(template_urls)),
]
