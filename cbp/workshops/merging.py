"""What becomes of sessions when two communities, or two parts of one, become one: verified ones stay as they are."""

from collections.abc import Iterable

from django.db.models import Q
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cbp.core import merging
from cbp.core.merging import Obstacle, Policy
from cbp.core.reach import Person
from cbp.workshops.models import Session
from cbp.workshops.phases import SessionState
from profiling.models import Community


def declare_own() -> None:
    merging.declare(
        "profiling.SubCommunity", "workshops.Session.sub_community", Policy.MOVE, gettext_lazy("Sessions"),
        gettext_lazy("Sessions name the part that stays; a verified record stays as it was verified."),
        only=~Q(state=SessionState.VERIFIED),
    )  # fmt: skip
    merging.declare(
        "profiling.Community", "workshops.SessionCommunity.community", Policy.MOVE, gettext_lazy("Places in forums"),
        gettext_lazy(
            "Sessions name the record that stays; a verified record stays as it was verified. A session that is not "
            "verified and names both is put right first."
        ), only=~Q(session__state=SessionState.VERIFIED), obstacles=named_twice,
    )  # fmt: skip


def named_twice(kept: Community, gone: Community, by: Person) -> Iterable[Obstacle]:
    """Two counts of people cannot become one without a person who knows; the session is named to who may read it."""
    both = Session.objects.exclude(state=SessionState.VERIFIED).filter(communities__community=kept)
    both = both.filter(pk__in=Session.objects.filter(communities__community=gone).values("pk")).order_by("pk")
    seen = set(Session.objects.visible_to(by).filter(pk__in=both.values("pk")).values_list("pk", flat=True))
    for session in both.distinct():
        sentence = _("A session that is not verified yet names both records. Take one of them out first.")
        may = session.pk in seen
        yield Obstacle(sentence, session.get_absolute_url() if may else "", _("Open this session") if may else "")
