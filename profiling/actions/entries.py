"""The rows of the tables of a profile: adding, changing and removing one, whatever it tells."""

from __future__ import annotations

from typing import TypeVar

from django.db import models, transaction
from django.utils import timezone
from django.utils.dates import MONTHS
from django.utils.translation import gettext as _

from cbp.accounts.models import User
from cbp.core import audit
from cbp.core.choices import Classification
from cbp.core.groups import group_labels
from cbp.core.refusals import Refused
from profiling.actions.guards import checked, opened, refuse_future, refuse_group
from profiling.actions.sources import forget_source, kept_source
from profiling.actions.telling import tell
from profiling.models import DisplacementFlow, Entry, Profile, ProfileFactor
from profiling.models.factors import RESTRICTED_FACTORS
from profiling.reading import is_restricted
from profiling.reading.layouts import Layout, layout_for
from profiling.sections import table_of

E = TypeVar("E", bound=Entry)
# Years in which something has happened.
PAST_YEARS = ("last_year", "since_year")


@transaction.atomic
def add_entry(row: E, *, by: User) -> E:
    """`row.source` may be a source that is not stored yet; it is kept with the row."""
    profile = opened(row.profile)
    _settle(profile, row)
    layout, table = layout_for(profile), table_of(row)
    part = layout.part_of(table)
    if not part.is_on:
        raise Refused(_("This programme does not ask about “%(part)s”.") % {"part": part.section.title})
    row.save()
    _tell(profile, layout, row, by, after=_values(profile, layout, row, list(table.fields)))
    return row


@transaction.atomic
def change_entry(row: Entry, *, fields: list[str], by: User, expected: int | None = None) -> None:
    """Raises `Stale` when `expected` is given and someone saved before. New words doubt their translations."""
    profile = opened(row.profile, expected)
    stored = type(row)._default_manager.filter(pk=row.pk, profile=profile).first()
    if stored is None:
        raise Refused(_("Someone has removed this entry meanwhile. What you wrote is still here: add it as a new one."))
    _settle(profile, row)
    texts = [name for name in fields if name in row.TEXTS]
    written = [*fields, "translations"] if texts and row.doubt_translations(texts) else list(fields)
    if table_of(row).is_classified and "classification" not in written:
        written.append("classification")
    row.save(update_fields=written)
    layout = layout_for(profile)
    if _is_closed(layout, stored) and stored.source != row.source:
        forget_source(stored.source)
    before, after = (_values(profile, layout, one, fields) for one in (stored, row))
    if before is None or after is None:  # what is closed now is not told by what stood there before
        before = after = None
    _tell(profile, layout, row, by, before=before, after=after)
    if table_of(row) != table_of(stored):
        _tell(profile, layout, stored, by, before=before)


@transaction.atomic
def remove_entry(row: Entry, *, by: User) -> None:
    profile = opened(row.profile)
    if not type(row)._default_manager.filter(pk=row.pk, profile=profile).delete()[0]:
        raise Refused(_("Someone has removed this entry already."))
    layout = layout_for(profile)
    if _is_closed(layout, row):
        forget_source(row.source)
    _tell(profile, layout, row, by, before=_values(profile, layout, row, list(table_of(row).fields)))


def _settle(profile: Profile, row: Entry) -> None:
    """Its source kept, what divides and connects restricted, impossible values refused."""
    if row.source is not None:
        row.source = kept_source(profile, row.source)[0]
    if isinstance(row, ProfileFactor) and row.kind in RESTRICTED_FACTORS and not is_restricted(row):
        row.classification = Classification.RESTRICTED
    checked(row, without=("profile", "source"))
    if isinstance(row, DisplacementFlow):  # work under way may well end in the future
        refuse_future(row.starts_on, row.ends_on)
    if any((getattr(row, name, None) or 0) > timezone.localdate().year for name in PAST_YEARS):
        raise Refused(_("This year lies in the future."))
    for group in [getattr(row, "group", ""), *getattr(row, "excluded_groups", ())]:
        if group:
            refuse_group(profile, group)
    quarter = getattr(row, "quarter", None)
    if quarter is not None and quarter.community_id != profile.community_id:
        raise Refused(_("This part belongs to another community."))


def _values(profile: Profile, layout: Layout, row: Entry, fields: list[str]) -> dict[str, object] | None:
    """What the history keeps. It is read by people who read no restricted part: of those it tells nothing."""
    if _is_closed(layout, row):
        return None
    named = [(name, "source" if name == "source" else f"{row._meta.label_lower}.{name}") for name in fields]
    return {"entry": _name(row), **{key: _value(profile, row, name) for name, key in named if name != "kind"}}


def _is_closed(layout: Layout, row: Entry) -> bool:
    """By its own classification, or by that of its part."""
    return is_restricted(row) or layout.part_of(table_of(row)).is_restricted


def _name(row: Entry) -> str:
    kind = getattr(row, "get_kind_display", None)
    return str(kind()) if kind else str(row)


def _value(profile: Profile, row: Entry, name: str) -> object:
    value = getattr(row, name)
    if name == "source" or isinstance(value, models.Model):
        return str(value or "")
    if name == "group" and value:
        return group_labels(profile.programme).get(str(value), value)
    if name == "excluded_groups":
        labels = group_labels(profile.programme)
        return [labels.get(code, code) for code in value]
    if name == "months":
        return [str(MONTHS[month]) for month in value]
    return audit.plain(value)


def _tell(
    profile: Profile,
    layout: Layout,
    row: Entry,
    by: User,
    *,
    before: dict[str, object] | None = None,
    after: dict[str, object] | None = None,
) -> None:
    tell(profile, layout.part_of(table_of(row)).code, by, about=row, before=before, after=after)
