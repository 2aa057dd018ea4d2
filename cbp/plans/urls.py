"""The pages of plans."""

from django.urls import include, path

from cbp.plans.views import decisions, detail, editions, items

app_name = "plans"

plan_urls = [
    path("", detail.plan_detail, name="plan-detail"),
    path("edit/", editions.plan_edit, name="plan-edit"),
    path("validate/", editions.plan_validate, name="plan-validate"),
    path("reopen/", editions.plan_reopen, name="plan-reopen"),
    path("sign/", editions.plan_sign, name="plan-sign"),
    path("submit/", editions.plan_submit, name="plan-submit"),
    path("withdraw/", editions.plan_withdraw, name="plan-withdraw"),
    path("endorse/", decisions.plan_endorse, name="plan-endorse"),
    path("return/", decisions.plan_return, name="plan-return"),
    path("record/", decisions.plan_record, name="plan-record"),
    path("items/new/", items.item_new, name="item-new"),
    path("items/from-ranking/", items.item_from_ranking, name="item-from-ranking"),
]
item_urls = [
    path("edit/", items.item_edit, name="item-edit"),
    path("remove/", items.item_remove, name="item-remove"),
    path("move/", items.item_move, name="item-move"),
]
urlpatterns = [
    path("cycles/<int:pk>/plans/new/", editions.plan_new, name="plan-new"),
    path("plans/<int:pk>/", include(plan_urls)),
    path("plan-items/<int:pk>/", include(item_urls)),
    path("plan-signatures/<int:pk>/remove/", editions.signature_remove, name="signature-remove"),
    path("plan-remarks/<int:pk>/answer/", decisions.remark_answer, name="remark-answer"),
]
