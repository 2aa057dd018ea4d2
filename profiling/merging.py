"""What becomes of the rows of this room when two records of one community become one.

Versions of a profile stay: a validated one is frozen with all its rows, and belongs to the record of which it speaks.
What is being worked on is finished or given up first. Names are united, and so are the parts of the community, by name.
"""

from __future__ import annotations

from collections.abc import Iterable

from django.db.models import Max
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from cbp.core import merging
from cbp.core.merging import Obstacle, Policy
from cbp.core.reach import Person
from profiling.models import Community, CommunityName, Profile, SelectionAssessment, SubCommunity
from profiling.phases import ProfileState, SelectionState

COMMUNITY, PART = "profiling.Community", "profiling.SubCommunity"
AT_WORK = (ProfileState.DRAFT, ProfileState.IN_REVIEW)


def declare_own() -> None:
    """In the order in which it is done."""
    _declare_sets()
    _declare_what_stays()


def _declare_sets() -> None:
    merging.declare(
        COMMUNITY, "profiling.CommunityName.community", Policy.UNITE, gettext_lazy("Names"),
        gettext_lazy("Every name of the record that goes becomes another name of the one that stays."), act=unite_names,
    )  # fmt: skip
    merging.declare(
        COMMUNITY, "profiling.SubCommunity.community", Policy.UNITE, gettext_lazy("Parts of the community"),
        gettext_lazy("Parts of the same name become one; the others move."), act=unite_parts,
    )  # fmt: skip
    merging.declare(
        COMMUNITY, "profiling.Community_programmes.community", Policy.UNITE, gettext_lazy("Programmes"),
        gettext_lazy("The record that stays is taken into every programme of both."), act=unite_programmes,
    )  # fmt: skip
    merging.declare(
        COMMUNITY,
        "profiling.Community.merged_into",
        Policy.MOVE,
        gettext_lazy("Records merged before"),
        gettext_lazy("They follow into the record that stays, so that no chain leads round."),
    )


def _declare_what_stays() -> None:
    merging.declare(
        COMMUNITY, "profiling.Profile.community", Policy.STAY, pgettext_lazy("merging", "Versions of the profile"),
        gettext_lazy(
            "Validated and former versions stay on the record that goes, and are read on the page of the one that "
            "stays. One that is being worked on is finished or given up first."
        ), obstacles=profiles_at_work,
    )  # fmt: skip
    merging.declare(
        COMMUNITY, "profiling.SelectionAssessment.community", Policy.STAY, gettext_lazy("Assessments for selection"),
        gettext_lazy(
            "What was decided stays with the record that it was decided on, and is read on the page of the one that "
            "stays. An open assessment is decided first."
        ), obstacles=assessments_at_work,
    )  # fmt: skip
    merging.declare(
        COMMUNITY,
        "profiling.SheetTouch.community",
        Policy.STAY,
        gettext_lazy("Rows of applied sheets"),
        gettext_lazy("They stay as they are. A sheet that touched either record is not undone any more."),
    )
    merging.declare(
        PART,
        "profiling.ServiceStatus.quarter",
        Policy.STAY,
        gettext_lazy("Services"),
        gettext_lazy("They belong to frozen versions of a profile, which name the part as it was."),
    )


# --- names ------------------------------------------------------------------------------------------------------------
def unite_names(kept: Community, gone: Community) -> None:
    """A language that the other record has a name in keeps that name; a further one stands without a language."""
    known = {kept.name.casefold(), *(name.text.casefold() for name in kept.names.all())}
    taken = {name.language for name in kept.names.all() if name.language}
    rows = []
    for language, text in [("", gone.name), *gone.names.order_by("pk").values_list("language", "text")]:
        if text.casefold() in known:
            continue
        known.add(text.casefold())
        rows.append(CommunityName(community=kept, language="" if language in taken else language, text=text))
        taken.add(language)
    CommunityName.objects.bulk_create(rows)


def unite_programmes(kept: Community, gone: Community) -> None:
    """The record that goes stays enrolled, so that whoever saw it still finds the way."""
    kept.programmes.add(*gone.programmes.all())


# --- parts ------------------------------------------------------------------------------------------------------------
def unite_parts(kept: Community, gone: Community) -> None:
    """A part of a new name moves behind the others. What hangs on one of the same name follows as far as it is open."""
    mine = {part.name.casefold(): part for part in kept.sub_communities.all()}
    last = kept.sub_communities.aggregate(last=Max("position"))["last"] or 0
    for part in gone.sub_communities.order_by("position", "pk"):
        same = mine.get(part.name.casefold())
        if same:
            merging.unite(same, part)
            _fill(same, part)
        else:
            last += 1
            SubCommunity.objects.filter(pk=part.pk).update(community=kept, position=last)


def _fill(same: SubCommunity, part: SubCommunity) -> None:
    same.leader, same.is_active = same.leader or part.leader, same.is_active or part.is_active
    same.save(update_fields=["leader", "is_active"])


# --- what stands in the way -------------------------------------------------------------------------------------------
def profiles_at_work(kept: Community, gone: Community, by: Person) -> Iterable[Obstacle]:
    for profile in Profile.objects.filter(community=gone, state__in=AT_WORK).order_by("pk"):
        words = _(
            "Version %(number)s of the profile of “%(name)s” is being worked on. Have it validated, or give it up."
        ) % {"number": profile.number, "name": gone.name}
        if profile.is_open:
            yield Obstacle(words, reverse("profiling:profile-give-up", args=[profile.pk]), _("Give this version up"))
        else:
            yield Obstacle(words, reverse("profiling:profile-review", args=[profile.pk]), _("Open the review"))


def assessments_at_work(kept: Community, gone: Community, by: Person) -> Iterable[Obstacle]:
    found = SelectionAssessment.objects.filter(community=gone).exclude(state=SelectionState.DECIDED)
    for assessment in found.order_by("pk"):
        words = _("Assessment %(number)s of “%(name)s” for selection is not decided yet.") % {
            "number": assessment.number, "name": gone.name,
        }  # fmt: skip
        yield Obstacle(words, assessment.get_absolute_url(), _("Open this assessment"))
