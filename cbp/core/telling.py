"""What the history keeps, in the reader's words: the label of a field, and a value as lines of text."""

from __future__ import annotations

import datetime
import re
from collections.abc import Iterable, Mapping
from typing import Any

from django.apps import apps
from django.conf import settings
from django.core.exceptions import FieldDoesNotExist
from django.db import models
from django.utils import formats
from django.utils.text import capfirst
from django.utils.translation import get_language_info, gettext_lazy, pgettext_lazy
from django.utils.translation import gettext as _

from cbp.core.choices import ParticipantGroup, PopulationKind

NONE = "–"
DAY = re.compile(r"\d{4}-\d{2}-\d{2}")
# Keys that are no field of a model, or whose field is called by another word.
LABELS = {
    "others": gettext_lazy("Other names"),
    "codes": gettext_lazy("Codes in other files"),
    "age_bands": gettext_lazy("Age bands"),
    "groups": gettext_lazy("Groups counted apart"),
    "own_groups": gettext_lazy("Groups of its own"),
    "file": gettext_lazy("File"),
    "source": gettext_lazy("Source"),
    "round": gettext_lazy("Round"),
    "reported_on": gettext_lazy("Reported on"),
    "persons": gettext_lazy("Displaced persons"),
    "females": gettext_lazy("Women and girls"),
    "males": gettext_lazy("Men and boys"),
    "created": pgettext_lazy("rows", "New"),
    "changed": pgettext_lazy("rows", "Changed"),
    "unchanged": pgettext_lazy("rows", "Unchanged"),
    "skipped": gettext_lazy("Left out"),
    "changes": gettext_lazy("What is new or changed"),
    "what": gettext_lazy("What was done"),
    "was": gettext_lazy("Before"),
    "code": gettext_lazy("Code"),
    "name": gettext_lazy("Name"),
    "sha256": gettext_lazy("Check sum (SHA-256)"),
    "list": gettext_lazy("List"),
    "filters": gettext_lazy("Filters"),
    "paper": gettext_lazy("Paper"),
    "again": gettext_lazy("Once more"),
    "language": gettext_lazy("Language"),
    "passages": gettext_lazy("Checks of the gate"),
    "part": gettext_lazy("Part in the cycle"),
    "method": gettext_lazy("Kind of request"),
    "path": gettext_lazy("Address"),
    "asked_by": gettext_lazy("Groups that asked for it"),
    "cost_lines": gettext_lazy("Costs"),
    "funding_lines": gettext_lazy("Money and work given"),
    "signatures_gone": gettext_lazy("Signatures taken back"),
    "body": gettext_lazy("For whom"),
    "office": gettext_lazy("Office"),
    "signed_on": gettext_lazy("Signed on"),
    "signed_for": gettext_lazy("Part of the community"),
    "how": gettext_lazy("How"),
    "authority": gettext_lazy("Name of the authority"),
    "decided_on": gettext_lazy("Date of the decision"),
    "letter": gettext_lazy("Number of the letter"),
    "on_paper": gettext_lazy("Recorded from paper"),
    "answer": gettext_lazy("Answer"),
    "remark": gettext_lazy("Remark of the authority"),
    "items": gettext_lazy("Items"),
    "voices": gettext_lazy("Raised by"),
    "options": gettext_lazy("Options"),
    "voting_group": gettext_lazy("Group"),
    "voting_groups": gettext_lazy("Groups that vote apart"),
    "votes": gettext_lazy("Votes by number of the need"),
    "computed_order": gettext_lazy("Computed order (place: number of the need)"),
    "final_order": gettext_lazy("Final order (place: number of the need)"),
    "roles": gettext_lazy("People in roles"),
    "cells": gettext_lazy("People by sex and age"),
    "of_whom": gettext_lazy("Of whom"),
    "tool": gettext_lazy("Tool"),
    "core": gettext_lazy("Core problem"),
    "rows": gettext_lazy("Rows"),
    "story": gettext_lazy("What it tells"),
    "profile": gettext_lazy("Profile"),
    "remarks": gettext_lazy("Remarks"),
    "text": gettext_lazy("Text"),
    "section": gettext_lazy("Part of the profile"),
    "entry": gettext_lazy("Entry"),
    "stated_persons": gettext_lazy("Persons, as stated"),
    "stated_females": gettext_lazy("Women and girls, as stated"),
    "stated_males": gettext_lazy("Men and boys, as stated"),
    "stated_households": gettext_lazy("Households, as stated"),
    "stated_voters": gettext_lazy("Registered voters, as stated"),
    "women_by_age": gettext_lazy("Women and girls by age"),
    "men_by_age": gettext_lazy("Men and boys by age"),
    "others_by_age": gettext_lazy("Other or not said, by age"),
    "layout": gettext_lazy("Parts of profiles"),
    "not_asked": gettext_lazy("Not asked"),
    "fields_off": gettext_lazy("Fields left out"),
    "question": gettext_lazy("Own question"),
    "place": gettext_lazy("Place among the questions"),
    "warning": gettext_lazy("Warning"),
    "why": gettext_lazy("Why this is so"),
    "parts": gettext_lazy("Parts of the community"),
    "record": gettext_lazy("The record that was merged"),
    "came_along": gettext_lazy("What came along"),
    "scores": gettext_lazy("Scores"),
    "weights": gettext_lazy("Weights"),
    "labels": gettext_lazy("Wording"),
    "actions": gettext_lazy("Action points"),
    "institutions": gettext_lazy("Institutions"),
    "communities": gettext_lazy("Other communities"),
    "order": gettext_lazy("Order"),
    "sheet": pgettext_lazy("paper", "Sheet"),
    "pages": gettext_lazy("Pages of the kit"),
    "rules": gettext_lazy("Rules of inclusion"),
    "members": gettext_lazy("Communities of the cluster"),
    "names_erased": gettext_lazy("Names erased"),
    "days_moved": gettext_lazy("Planned days that moved along"),
}
# Codes of a closed list that is no choice of a field. What an upper room lists it adds when it starts (`teach`).
WORDS: dict[str, dict[str, Any]] = {
    "what": {"created": gettext_lazy("new"), "changed": gettext_lazy("changed")},
    "security_note": {"changed": gettext_lazy("changed")},  # and not what it says
    "list": {
        "places": gettext_lazy("Places"),
        "communities": gettext_lazy("Communities"),
        "cycles": gettext_lazy("Planning cycles"),
        "programmes": gettext_lazy("Programmes"),
        "history": gettext_lazy("History"),
        "people": gettext_lazy("People"),
        "organisations": gettext_lazy("Organisations"),
        "needs": gettext_lazy("Register of needs"),
        "selection": gettext_lazy("Selection of communities"),
        "sessions": gettext_lazy("Sessions"),
        "actions": gettext_lazy("Action points"),
        "work-plan": gettext_lazy("Work plan"),
    },
    "core.inclusionrule.group": {**dict(PopulationKind.choices), **dict(ParticipantGroup.choices)},
}
# A line about a person tells of the role, one about an area of its figures, one about an organisation of its
# engagements.
BESIDE = (
    "accounts.assignment", "core.displacementfigure", "partners.engagement", "partners.organisationcontact",
    "cycles.gatepassage", "cycles.templatestep", "profiling.sectionnote", "profiling.source",
    "profiling.selectionscore", "profiling.selectioncriterion",
)  # fmt: skip


def teach(name: str, words: Mapping[str, Any]) -> None:
    """What the codes under that key mean."""
    WORDS[name] = {**WORDS.get(name, {}), **words}


def label_of(name: str, thing_type: str = "") -> str:
    """The label of a key; a key that nobody named stands as it is, without underscores.

    A key such as “profiling.tenure.remark” names the field of that model, whatever thing the line is about.
    """
    if name.startswith("name_") and name[5:] in dict(settings.LANGUAGES):
        return _("Name in %(language)s") % {"language": str(get_language_info(name[5:])["name_translated"])}
    if name in LABELS:
        return str(LABELS[name])
    field = _field(name, thing_type)
    return capfirst(str(field.verbose_name)) if field else name.replace("_", " ")


def lines_of(value: Any, name: str = "", thing_type: str = "") -> list[str]:
    """A value as lines: a list in one, a list of things and a table of values line by line."""
    if isinstance(value, Mapping):
        return [_entry(key, item, thing_type) for key, item in value.items()] or [NONE]
    if isinstance(value, list | tuple) and any(isinstance(item, Mapping) for item in value):
        return [_short(item, name, thing_type) for item in value]
    return [_short(value, name, thing_type)]


def _entry(key: str, value: Any, thing_type: str) -> str:
    return f"{label_of(key, thing_type)}: {_short(value, key, thing_type)}"


def _short(value: Any, name: str, thing_type: str) -> str:
    """A value in one line."""
    if isinstance(value, Mapping):
        said = [_entry(key, item, thing_type) for key, item in value.items() if item]
        return " · ".join(said) or NONE
    if isinstance(value, list | tuple):
        return ", ".join(_short(item, name, thing_type) for item in value) or NONE
    if value is None or value == "":
        return NONE
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if isinstance(value, int):
        return formats.number_format(value, use_l10n=True, force_grouping=True)
    text = str(value)
    return _choices(name, thing_type).get(text) or _as_day(text)


def _as_day(text: str) -> str:
    if not DAY.fullmatch(text):
        return text
    try:
        return str(formats.date_format(datetime.date.fromisoformat(text), "SHORT_DATE_FORMAT"))
    except ValueError:
        return text


def _choices(name: str, thing_type: str) -> dict[str, str]:
    """The labels of codes: of languages, of standard groups, and of every field that has a closed list."""
    if name in ("language", "languages"):
        return {code: str(get_language_info(code)["name_translated"]) for code, _label in settings.LANGUAGES}
    if name == "groups":
        return _labelled(PopulationKind.choices)
    if name in WORDS:
        return _labelled(WORDS[name].items())
    field = _field(name, thing_type)
    return _labelled(field.flatchoices) if field and field.choices else {}


def _labelled(pairs: Iterable[tuple[Any, Any]]) -> dict[str, str]:
    return {str(code): str(label) for code, label in pairs}


def _field(name: str, thing_type: str) -> models.Field[Any, Any] | None:
    model_name, _dot, field_name = name.rpartition(".")
    for model in (model_name,) if model_name else (thing_type, *BESIDE):
        try:
            found = apps.get_model(model)._meta.get_field(field_name)
        except (LookupError, ValueError, FieldDoesNotExist):
            continue
        if isinstance(found, models.Field):
            return found
    return None
