"""Communities side by side, one community over time, and the communities of an area added up."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import formats
from django.utils.text import capfirst
from django.utils.translation import get_language_bidi
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from cbp.accounts.access import can
from cbp.accounts.doors import PersonRequest, needs
from cbp.accounts.exporting import export
from cbp.accounts.models import User
from cbp.accounts.roles import Permission
from cbp.core.charts import Chart, Line, Point, line_chart
from cbp.core.choices import Sex
from cbp.core.groups import group_labels
from cbp.core.models import Area, Programme
from cbp.core.models.programmes import USUAL_THRESHOLD
from cbp.core.ways import way, way_to
from profiling.models import Community, Profile
from profiling.models.population import TOTALS
from profiling.phases import ProfileState
from profiling.reading.area_sums import AreaSum, sum_of
from profiling.reading.changes import total_label
from profiling.reading.comparison import Block, compare
from profiling.reading.sharing import shared_blocks, shared_sums

MOST = 6  # beside each other; more do not fit on a screen
FOUND = 12
ORDER = (ProfileState.VALIDATED, ProfileState.IN_REVIEW, ProfileState.DRAFT)


@dataclass(frozen=True)
class Head:
    """The head of one column. `leave` is the address of the same comparison without it."""

    community: Community
    profile: Profile | None
    leave: str = ""


# --- side by side -----------------------------------------------------------------------------------------------------
@require_GET
@needs(Permission.COMMUNITY_VIEW)
def compare_list(request: PersonRequest) -> HttpResponse:
    """`c` names a community, once for each; `add` finds one more by its name."""
    chosen = _chosen(request)
    words = request.GET.get("add", "").strip()[:200]
    found = _found(request.user, words, chosen) if words else []
    if len(found) == 1 and len(chosen) < MOST:
        chosen, found, words = [*chosen, found[0]], [], ""
    heads = [Head(one, profile, _address(chosen, without=one)) for one, profile in _versions(chosen)]
    blocks = compare([head.profile for head in heads])
    if request.GET.get("format") == "csv":
        return _export(request, heads, blocks, "comparison")
    context = {
        "heads": heads, "blocks": blocks, "words": words, "is_full": len(chosen) >= MOST, "most": MOST,
        "found": [(one, _address([*chosen, one])) for one in found],
        "export_url": f"{_address(chosen)}&format=csv" if chosen else "",
        "may_export": can(request.user, Permission.LIST_EXPORT),
        "breadcrumbs": way((_("Communities"), reverse("desk:community-list")), _("Side by side")),
    }  # fmt: skip
    return render(request, "profiling/compare.html", context)


def _chosen(request: PersonRequest) -> list[Community]:
    keys = [int(key) for key in request.GET.getlist("c") if key.isdecimal() and len(key) < 18][:MOST]
    seen = Community.objects.visible_to(request.user).standing()
    seen = seen.select_related("area").prefetch_related("names", "area__names")
    by_key = {one.pk: one for one in seen.filter(pk__in=keys)}
    return [by_key[key] for key in dict.fromkeys(keys) if key in by_key]


def _found(user: User, words: str, chosen: list[Community]) -> list[Community]:
    seen = Community.objects.visible_to(user).standing().found_by(words).exclude(pk__in=[one.pk for one in chosen])
    return list(seen.select_related("area").prefetch_related("names", "area__names").by_name()[:FOUND])


def _address(communities: list[Community], without: Community | None = None) -> str:
    pairs = [("c", one.pk) for one in communities if one != without]
    return f"{reverse('profiling:compare')}?{urlencode(pairs)}"


def _versions(communities: list[Community]) -> list[tuple[Community, Profile | None]]:
    """The validated version of each; before there is one, the one at work, which says its state."""
    best: dict[int, Profile] = {}
    states = [state.value for state in ORDER]
    profiles = Profile.objects.filter(community__in=communities, state__in=states)
    for profile in _with_programme(profiles):
        other = best.get(profile.community_id)
        if other is None or states.index(profile.state) < states.index(other.state):
            best[profile.community_id] = profile
    for one in communities:
        if one.pk in best:
            best[one.pk].community = one
    return [(one, best.get(one.pk)) for one in communities]


def _with_programme(profiles: Any) -> Any:
    return profiles.select_related("programme").prefetch_related("programme__population_groups")


# --- over time --------------------------------------------------------------------------------------------------------
@require_GET
@needs(Permission.COMMUNITY_VIEW, Community)
def community_history(request: PersonRequest, community: Community) -> HttpResponse:
    """Every version beside the others, the oldest first, as far as they fit; older figures stay."""
    versions = list(_with_programme(community.profiles.order_by("as_of", "number")))
    for one in versions:
        one.community = community
    shown = versions[-MOST:]
    heads = [Head(community, one) for one in shown]
    blocks = compare(shown)
    if request.GET.get("format") == "csv":
        return _export(request, heads, blocks, "versions")
    context = {
        "community": community, "heads": heads, "blocks": blocks, "older": len(versions) - len(shown),
        "chart": _chart(heads, blocks), "export_url": "?format=csv",
        "may_export": can(request.user, Permission.LIST_EXPORT),
        "breadcrumbs": way_to(community, _("Over time")),
    }  # fmt: skip
    return render(request, "profiling/community_history.html", context)


def _chart(heads: list[Head], blocks: list[Block]) -> Chart | None:
    """Persons and households; the picture tells the figures of the table below it and no others."""
    lines = {line.key: line for block in blocks for line in block.lines if line.key in (":persons", ":households")}
    if len(heads) < 2 or not lines:
        return None
    days = [head.profile.as_of for head in heads if head.profile]
    drawn = [
        Line(line.label, [
            Point(f"{day:%Y}", value.count, formats.date_format(day, "DATE_FORMAT"), float(day.toordinal()))
            for day, value in zip(days, line.values, strict=True)
        ])
        for line in lines.values()
    ]  # fmt: skip
    return line_chart(drawn, mirrored=get_language_bidi())


# --- an area ----------------------------------------------------------------------------------------------------------
@require_GET
@needs(Permission.AREA_VIEW, Area)
def area_sum(request: PersonRequest, area: Area) -> HttpResponse:
    found = sum_of(area, request.user)
    programmes = list(Programme.objects.visible_to(request.user).prefetch_related("population_groups"))
    labels = {code: label for one in programmes for code, label in group_labels(one).items()}
    for code, line in found.groups.items():
        line.label = labels.get(code, code)
    names = [(name, capfirst(total_label(name))) for name in TOTALS]
    if request.GET.get("format") == "csv":
        return _export_sums(request, found, names)
    context = {
        "area": area, "sum": found, "names": names, "groups": list(found.groups.values()),
        "sexes": [(sex, Sex(sex).label) for sex in found.sexes],
        "may_export": can(request.user, Permission.LIST_EXPORT),
        "breadcrumbs": way_to(area, _("Communities added up")),
    }  # fmt: skip
    return render(request, "profiling/area_sum.html", context)


# --- what leaves the house --------------------------------------------------------------------------------------------
def _export(request: PersonRequest, heads: list[Head], blocks: list[Block], name: str) -> HttpResponse:
    """As seen, with small counts hidden by the strictest of the programmes."""
    thresholds = [head.profile.programme.disclosure_threshold for head in heads if head.profile]
    threshold = max(thresholds, default=USUAL_THRESHOLD)
    rows = [
        (block.section.title, line.label, texts)
        for block, lines in zip(blocks, shared_blocks(blocks, threshold), strict=True)
        for line, texts in zip(block.lines, lines, strict=True)
    ]
    rows.append((_("Hidden"), _hidden_words(threshold), [""] * len(heads)))
    columns: list[Any] = [(_("Part"), lambda row: row[0]), (_("Line"), lambda row: row[1])]
    for at, head in enumerate(heads):
        columns.append((_head_words(head), lambda row, at=at: row[2][at]))
    return export(request, rows, columns, name)


def _hidden_words(threshold: int) -> str:
    return _("* stands for fewer than %(threshold)s people, or for what would tell them.") % {"threshold": threshold}


def _head_words(head: Head) -> str:
    if head.profile is None:
        return str(head.community)
    day = head.profile.as_of.isoformat()
    return _("%(community)s, profile version %(number)s, as of %(day)s") % {
        "community": head.community, "number": head.profile.number, "day": day,
    }  # fmt: skip


def _export_sums(request: PersonRequest, found: AreaSum, names: list[tuple[str, str]]) -> HttpResponse:
    rows: list[dict[str, Any]] = [*shared_sums(found, _("Together")), {"label": _hidden_words(found.threshold)}]
    columns: list[Any] = [(_("Area"), lambda row: row["label"]), (_("Communities"), lambda row: row.get("communities"))]
    for name, label in names:
        columns += [
            (label, lambda row, name=name: row.get(name)),
            (
                _("%(what)s: known of so many communities") % {"what": label},
                lambda row, name=name: row.get(f"{name}_known"),
            ),
        ]
    return export(request, rows, columns, "communities-added-up")
