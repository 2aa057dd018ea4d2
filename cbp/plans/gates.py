"""What plans answer at the gate “the plan is endorsed”."""

from django.urls import reverse
from django.utils.translation import gettext as _

from cbp.cycles.gates import Standing
from cbp.cycles.models import Cycle
from cbp.plans.models import Decision, Plan


def is_endorsed(cycle: Cycle) -> Standing:
    """An edition is endorsed; by the ministry too, where the programme asks for it."""
    plan = Plan.objects.filter(cycle=cycle).endorsed().latest_first().first()
    if plan is None:
        return _not_yet(cycle)
    page = plan.get_absolute_url()
    if cycle.programme.needs_ministry and not by_ministry(plan):
        words = _("Edition %(number)s is endorsed by the district; the ministry has not endorsed it yet.")
        return Standing(False, words % {"number": plan.number}, page)
    return Standing(True, _("Edition %(number)s of the plan is endorsed.") % {"number": plan.number}, page)


def by_ministry(plan: Plan) -> bool:
    return plan.decisions.filter(kind=Decision.Kind.ENDORSED, level=Decision.Level.MINISTRY).exists()


def _not_yet(cycle: Cycle) -> Standing:
    latest = Plan.objects.filter(cycle=cycle).latest_first().first()
    if latest is None:
        return Standing(False, _("There is no plan yet."), reverse("plans:plan-new", args=[cycle.pk]))
    words = _("Edition %(number)s of the plan is not endorsed: %(state)s.")
    values = {"number": latest.number, "state": latest.get_state_display()}
    return Standing(False, words % values, latest.get_absolute_url())
