"""Two records of one community become one. Nothing is lost; it is not undone.

The record that goes takes no part any more and leads to the one that stays. What becomes of every row that points at it
stands in the registry of `cbp.core.merging`.
"""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from cbp.accounts.access import can, why_not
from cbp.accounts.models import User
from cbp.accounts.roles import Permission
from cbp.core import audit, merging
from cbp.core.models import Verb
from cbp.core.refusals import Refused
from profiling.actions.communities import told_of
from profiling.actions.guards import in_words
from profiling.models import Community

# What the record that stays does not know is taken from the other one; a point only whole.
TAKEN = ("definition", "spoken_languages", "road", "distance_km", "travel_minutes", "travel_mode", "network",
         "blocked_months")  # fmt: skip
POINT = ("latitude", "longitude", "precision")
# What both may know and tell differently: the person decides. Otherwise it is as the record that stays has it.
CHOSEN = ("kind", *TAKEN, "point")


@transaction.atomic
def merge_communities(
    kept: Community, gone: Community, *, reason: str, by: User, take: Collection[str] = (),
    seen: tuple[int, int] | None = None,
) -> Community:  # fmt: skip
    """Returns the record that stays, with the names, parts, cycles and programmes of both.

    `take`: of what both know (`conflicts_of`), what is taken from the record that goes. `seen`: their versions as the
    person saw them; refused when either has moved on since.
    """
    if not reason.strip():
        raise Refused(_("Say why these two records are one community."))
    kept, gone = _both_locked(kept, gone)
    if seen is not None and seen != (kept.version, gone.version):
        raise Refused(_("Someone changed one of these records at the same moment. Look at both, then try again."))
    refuse_merge(kept, gone, by=by)
    before = {"record": gone.name, **told_of(kept)}
    counts = {line.rule.relation: line.gone for line in merging.lines_of(kept, gone) if line.gone}
    with in_words(_("Someone changed one of these records at the same moment. Look at both, then try again.")):
        merging.unite(kept, gone)
    taken = taken_over(kept, gone, take)
    for name, value in taken.items():
        setattr(kept, name, value)
    gone.merged_into, gone.is_active = kept, False
    gone.save_over(gone.version, ["merged_into", "is_active"])
    with in_words(_("A community of this kind with this name lies in this area already.")):
        kept.save_over(kept.version, list(taken))
    after = {"record": "", "came_along": counts, **told_of(Community.objects.get(pk=kept.pk))}
    audit.record(Verb.COMMUNITY_MERGED, kept, by=by, before=before, after=after, reason=reason.strip())
    return kept


def refuse_merge(kept: Community, gone: Community, *, by: User) -> None:
    """Everything that stands in the way, as one refusal. The page shows the obstacles with the way to each before."""
    refuse_pair(kept, gone, by=by)
    found = merging.obstacles_to(kept, gone, by=by)
    if found:
        raise Refused(" ".join(one.sentence for one in found))


def refuse_pair(kept: Community, gone: Community, *, by: User) -> None:
    """Whether these two may be merged at all, by this person."""
    if kept.pk == gone.pk:
        raise Refused(_("This is the same record. Choose another one."))
    for one in (kept, gone):
        if one.merged_into_id:
            raise Refused(_("“%(name)s” was merged into another record already.") % {"name": one.name})
        if not can(by, Permission.COMMUNITY_MERGE, one):
            raise Refused(why_not(Permission.COMMUNITY_MERGE))
    if kept.area.country != gone.area.country:
        raise Refused(_("These two lie in different countries."))
    if gone.is_active and not kept.is_active:
        raise Refused(_("“%(name)s” takes no part in planning any more. Keep the other record.") % {"name": kept.name})


def taken_over(kept: Community, gone: Community, take: Collection[str] = ()) -> dict[str, Any]:
    """What the record that stays learns from the other one. Sensitive stays sensitive, whichever said so."""
    chosen = [name for name in conflicts_of(kept, gone) if name in take]
    missing = [name for name in (*TAKEN, "point") if _is_empty(kept, name) and not _is_empty(gone, name)]
    taken: dict[str, Any] = {}
    for name in (*missing, *chosen):
        taken |= {field: getattr(gone, field) for field in _fields(name)}
    if gone.is_location_sensitive and not kept.is_location_sensitive:
        taken["is_location_sensitive"] = True
    return taken


def conflicts_of(kept: Community, gone: Community) -> list[str]:
    """What both records know and tell differently."""

    def told(community: Community, name: str) -> list[Any]:
        return [getattr(community, field) for field in _fields(name)]

    both = [name for name in CHOSEN if not _is_empty(kept, name) and not _is_empty(gone, name)]
    return [name for name in both if told(kept, name) != told(gone, name)]


def _fields(name: str) -> tuple[str, ...]:
    return POINT if name == "point" else (name,)


def _is_empty(community: Community, name: str) -> bool:
    return getattr(community, _fields(name)[0]) in (None, "", [])


def _both_locked(kept: Community, gone: Community) -> tuple[Community, Community]:
    """In the order of their keys, so that two merges of the same two never wait for each other."""
    both = Community.objects.select_for_update(of=("self",)).select_related("area").filter(pk__in=[kept.pk, gone.pk])
    found = {one.pk: one for one in both.order_by("pk")}
    if {kept.pk, gone.pk} - set(found):
        raise Refused(_("One of these records is not there any more."))
    return found[kept.pk], found[gone.pk]
