"""The profiles of a community, version after version, each figure with its source."""

from __future__ import annotations

from typing import Any

from cbp.desk.demonstration.books import Entry, beside, book, has_book, plain, said
from cbp.desk.demonstration.stage import Place
from profiling.actions.entries import add_entry
from profiling.actions.notes import save_note
from profiling.actions.population import save_population
from profiling.actions.profiles import begin_profile, explain_warning, submit_profile, validate_profile
from profiling.actions.sources import SOURCE_FIELDS, add_source
from profiling.checks import warnings_of
from profiling.models import Profile, SectionNote, Source
from profiling.sections import TABLES, Table

NOT_COUNTED = "-"


def fill(place: Place, number: int) -> Profile:
    """Version `number`, from its beginning to the validation by the manager."""
    entry = book(place.name, "profile")["version"][number - 1]
    by = place.people.facilitator
    profile = begin_profile(place.cycle.community, place.cycle.programme, by=by)
    sources = {one["key"]: _source(profile, one, place) for one in entry["source"]}
    for count in entry["population"]:
        _count(profile, count, sources, place)
    beside_it = book(place.name, "tables") if number == 1 and has_book(place.name, "tables") else {}
    for table in TABLES.values():
        for row in (*entry.get(table.code, ()), *beside_it.get(table.code, ())):
            add_entry(_row(table, row, profile, sources), by=by)
    for note in entry.get("note", ()):
        words = {**said(SectionNote, note), **beside(SectionNote, note)}
        save_note(SectionNote(profile=profile, section=note["section"], **words), by=by)
    _explain(profile, entry["population"], place)
    submit_profile(profile, by=by)
    validate_profile(profile, by=place.people.manager)
    place.profiles.append(profile)
    return profile


def _source(profile: Profile, entry: Entry, place: Place) -> Source:
    source = Source(profile=profile, **plain(entry, *SOURCE_FIELDS))
    return add_source(profile, source, by=place.people.facilitator)


def _row(table: Table, entry: Entry, profile: Profile, sources: dict[str, Source]) -> Any:
    facts = plain(entry, *(name for name in table.fields if name not in table.model.TEXTS))
    words = {**said(table.model, entry), **beside(table.model, entry)}
    return table.model(profile=profile, source=sources[entry["source"]], **facts, **words)


def _count(profile: Profile, entry: Entry, sources: dict[str, Source], place: Place) -> None:
    cells = {
        (sex, lower): None if count == NOT_COUNTED else count
        for sex in ("f", "m")
        if sex in entry
        for (lower, _upper), count in zip(profile.bands, entry[sex], strict=True)
    }
    save_population(
        profile, entry["group"], total=entry["total"], cells=cells, source=sources[entry["source"]],
        by=place.people.facilitator,
    )  # fmt: skip


def _explain(profile: Profile, counts: list[Entry], place: Place) -> None:
    """Figures that do not agree say why: each warning of a group gets the reason that its table gives."""
    reasons = {count["group"]: count["reason"] for count in counts if "reason" in count}
    for warning in warnings_of(profile):
        _what, _colon, group = warning.code.partition(":")
        if group in reasons:
            explain_warning(profile, warning.code, reasons[group], by=place.people.facilitator)
