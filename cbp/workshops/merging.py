"""What becomes of sessions when two parts of a community become one: verified ones stay as they are."""

from django.db.models import Q
from django.utils.translation import gettext_lazy

from cbp.core import merging
from cbp.core.merging import Policy
from cbp.workshops.phases import SessionState


def declare_own() -> None:
    merging.declare(
        "profiling.SubCommunity", "workshops.Session.sub_community", Policy.MOVE, gettext_lazy("Sessions"),
        gettext_lazy("Sessions name the part that stays; a verified record stays as it was verified."),
        only=~Q(state=SessionState.VERIFIED),
    )  # fmt: skip
