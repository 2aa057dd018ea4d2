"""The seventeen parts of a profile, described once: entry, reading, completeness, paper, sheet and comparison follow.

A part holds tables (rows of one model), or counts of the population, or what is said of the community itself; most
take a note in words. A programme switches parts and fields off, raises their classification and adds questions of its
own (`profiling.reading.layouts`). Order and content: domain 4.3.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db import models
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from cbp.accounts.roles import Permission
from cbp.core.choices import Classification
from profiling.models import (
    DisplacementFlow,
    Entry,
    Hazard,
    LocalBody,
    MarketItem,
    OngoingWork,
    Perception,
    Profile,
    ProfileFactor,
    ServiceStatus,
    Stakeholder,
    Tenure,
)
from profiling.models.factors import FactorKind
from profiling.models.services import PROTECTION, ServiceKind

# Read with PROFILE_RESTRICTED alone, and counted nowhere for others.
RESTRICTED_CLASSES = (Classification.RESTRICTED, Classification.STRICT)


@dataclass(frozen=True)
class Table:
    """Rows of one kind within a part.

    `kinds`: of a model that several tables share, the values of its `kind` that belong here. Of a model whose rows have
    a classification, an open table holds the open rows and a restricted one (`is_restricted`) the others. `add` and
    `change` head the two forms, in which the `rare` fields are folded.
    """

    code: str
    model: type[Entry]
    title: str | Promise
    add: str | Promise
    change: str | Promise
    fields: tuple[str, ...]
    kinds: tuple[str, ...] = ()
    is_restricted: bool = False
    rare: tuple[str, ...] = ()

    def rows(self, profile: Profile) -> models.QuerySet[Any]:
        return self.within(self.model._default_manager.filter(profile=profile))

    def within(self, rows: models.QuerySet[Any]) -> models.QuerySet[Any]:
        """Those of these rows that belong here."""
        if self.kinds:
            rows = rows.filter(kind__in=self.kinds)
        if not self.is_classified:
            return rows
        keep = rows.filter if self.is_restricted else rows.exclude
        return keep(classification__in=RESTRICTED_CLASSES)

    def holds(self, row: Entry) -> bool:
        """Does this row belong here?"""
        if not isinstance(row, self.model) or (self.kinds and getattr(row, "kind", "") not in self.kinds):
            return False
        return (
            not self.is_classified or (getattr(row, "classification", "") in RESTRICTED_CLASSES) == self.is_restricted
        )

    @property
    def is_classified(self) -> bool:
        return any(field.name == "classification" for field in self.model._meta.fields)

    @property
    def optional(self) -> list[str]:
        """Fields that a programme may switch off: a row can stand without them."""
        return [name for name in self.fields if self.field(name).blank]

    def field(self, name: str) -> Any:
        return self.model._meta.get_field(name)


@dataclass(frozen=True)
class Section:
    """One part: its code, its title, what it is about, and which right it takes to fill it.

    `classification` is the house's; a programme may choose another, but never one more open than `least`. `takes_note`:
    it may be told in words. `is_asked`: review wants it filled, or a word on why nothing is known. `totals`: fields of
    the stated totals that a programme may switch off.
    """

    code: str
    title: str | Promise
    about: str | Promise
    edits: Permission = Permission.PROFILE_EDIT
    classification: Classification = Classification.INTERNAL
    least: Classification = Classification.PUBLIC
    takes_note: bool = True
    is_asked: bool = False
    tables: tuple[Table, ...] = ()
    totals: tuple[str, ...] = ()

    @property
    def is_restricted(self) -> bool:
        """Restricted in every programme."""
        return self.least in RESTRICTED_CLASSES


IDENTITY, POPULATION, DISPLACEMENT, SERVICES = "identity", "population", "displacement", "services"
DRIVERS, BARRIERS, RISKS, LIVELIHOODS, COHESION = "drivers", "barriers", "risks", "livelihoods", "cohesion"
LAND, HAZARDS, PROTECTION_SERVICES, PERCEPTIONS = "land", "hazards", "protection", "perceptions"
STAKEHOLDERS, WORKS, CAPACITIES, SOURCES = "stakeholders", "works", "capacities", "sources"

FACTOR_FIELDS = ("kind", "text", "level", "strength", "trend", "classification")
RARE_OF_FACTORS = ("trend", "classification")
STAKEHOLDER_FIELDS = (
    "name", "kind", "level", "importance", "closeness", "effect", "organisation", "remark", "classification",
)  # fmt: skip
RARE_OF_STAKEHOLDERS = ("level", "organisation", "remark", "classification")


def _statements(code: str, title: str | Promise, *kinds: FactorKind, is_restricted: bool = False) -> Table:
    return Table(
        code, ProfileFactor, title, _("Add a statement"), _("Change a statement"), FACTOR_FIELDS, kinds, is_restricted,
        RARE_OF_FACTORS,
    )  # fmt: skip


SECTIONS = (
    Section(
        IDENTITY, pgettext_lazy("part of a profile", "Identity and place"),
        _("Which community this is, who belongs to it, and how to get there."),
        Permission.COMMUNITY_EDIT, Classification.PUBLIC, takes_note=False,
    ),
    Section(
        POPULATION, pgettext_lazy("part of a profile", "Population"),
        _("How many people live here, by sex, age and group. What a source states is kept beside the sums."),
        classification=Classification.PUBLIC, is_asked=True, totals=("females", "males", "households", "voters"),
    ),
    Section(
        DISPLACEMENT, pgettext_lazy("part of a profile", "Displacement and return"),
        _("Who arrived, who came back and who left, when and why."),
        classification=Classification.PUBLIC,
        tables=(
            Table(
                "movements", DisplacementFlow, pgettext_lazy("table of a profile", "Movements of people"),
                _("Add a movement of people"), _("Change a movement of people"),
                ("kind", "group", "starts_on", "ends_on", "origin", "reason", "intention", "housing", "persons",
                 "households", "remark"),
                rare=("intention", "housing", "remark"),
            ),
        ),
    ),
    Section(
        DRIVERS, pgettext_lazy("part of a profile", "Drivers of migration"),
        _("What makes people leave, or want to leave."),
        tables=(_statements("drivers", pgettext_lazy("table of a profile", "Drivers"), FactorKind.DRIVER),),
    ),
    Section(
        BARRIERS, pgettext_lazy("part of a profile", "Barriers to reintegration"),
        _("What keeps people who came back, or came here, from living like their neighbours."),
        tables=(_statements("barriers", pgettext_lazy("table of a profile", "Barriers"), FactorKind.BARRIER),),
    ),
    Section(
        RISKS, pgettext_lazy("part of a profile", "Risks and what protects"),
        _("What puts people at risk and what protects them, at which level and how strongly."),
        tables=(
            _statements(
                "risks", pgettext_lazy("table of a profile", "Risk and protective factors"),
                FactorKind.RISK, FactorKind.PROTECTIVE,
            ),
        ),
    ),
    Section(
        SERVICES, pgettext_lazy("part of a profile", "Services and infrastructure"),
        _("What there is, whether it works, how far it is, and who cannot use it."),
        Permission.PROFILE_SERVICES, Classification.PUBLIC, is_asked=True,
        tables=(
            Table(
                "services", ServiceStatus, pgettext_lazy("table of a profile", "Services"),
                _("Add a service"), _("Change a service"),
                ("kind", "quarter", "exists", "functioning", "count", "distance_km", "capacity", "excluded_groups",
                 "fee", "provider", "barriers", "problem"),
                tuple(kind for kind in ServiceKind if kind not in PROTECTION),
                rare=("quarter", "capacity", "excluded_groups", "barriers", "fee", "provider"),
            ),
        ),
    ),
    Section(
        LIVELIHOODS, pgettext_lazy("part of a profile", "Livelihoods and markets"),
        _("What people live on, what work is sought, what they can do, and what things cost."),
        tables=(
            _statements("livelihoods", pgettext_lazy("table of a profile", "Livelihoods"), FactorKind.LIVELIHOOD),
            Table(
                "market", MarketItem, pgettext_lazy("table of a profile", "Work, skills and prices"),
                _("Add work, a skill or a price"), _("Change work, a skill or a price"),
                ("kind", "text", "persons", "price", "currency", "unit", "trend"),
                rare=("trend",),
            ),
        ),
    ),
    Section(
        COHESION, pgettext_lazy("part of a profile", "Cohesion and conflict"),
        _("What divides people, what connects them, and what else only the team that works with them may read."),
        Permission.PROFILE_RESTRICTED, Classification.RESTRICTED, Classification.RESTRICTED,
        tables=(
            _statements(
                "cohesion", pgettext_lazy("table of a profile", "Restricted statements"), is_restricted=True
            ),
            Table(
                "restricted-stakeholders", Stakeholder,
                pgettext_lazy("table of a profile", "Restricted stakeholders"),
                _("Add a restricted stakeholder"), _("Change a restricted stakeholder"), STAKEHOLDER_FIELDS,
                is_restricted=True, rare=RARE_OF_STAKEHOLDERS,
            ),
        ),
    ),
    Section(
        LAND, pgettext_lazy("part of a profile", "Housing, land and property"),
        _("How households hold house and land, what they can show for it, and whether it is disputed."),
        tables=(
            Table(
                "tenures", Tenure, pgettext_lazy("table of a profile", "Ways of holding house and land"),
                _("Add a way of holding house or land"), _("Change a way of holding house or land"),
                ("kind", "group", "households", "document", "is_disputed", "remark"),
                rare=("remark",),
            ),
        ),
    ),
    Section(
        HAZARDS, pgettext_lazy("part of a profile", "Hazards and environment"),
        _("What strikes the place, in which months, how hard, and what people do about it."),
        classification=Classification.PUBLIC,
        tables=(
            Table(
                "hazards", Hazard, pgettext_lazy("table of a profile", "Hazards"),
                _("Add a hazard"), _("Change a hazard"),
                ("kind", "text", "months", "last_year", "persons", "strength", "trend", "measures"),
                rare=("last_year", "persons", "trend"),
            ),
        ),
    ),
    Section(
        PROTECTION_SERVICES, pgettext_lazy("part of a profile", "Protection services"),
        _("Which protection services can be reached. Services alone: no incidents, no names of people."),
        tables=(
            Table(
                "protection", ServiceStatus, pgettext_lazy("table of a profile", "Protection services"),
                _("Add a protection service"), _("Change a protection service"),
                ("kind", "exists", "functioning", "distance_km", "excluded_groups", "fee", "provider"), PROTECTION,
                rare=("excluded_groups", "fee", "provider"),
            ),
        ),
    ),
    Section(
        PERCEPTIONS, pgettext_lazy("part of a profile", "Perceptions"),
        _("What each group was asked and how many gave which answer."),
        tables=(
            Table(
                "perceptions", Perception, pgettext_lazy("table of a profile", "Answers by group"),
                _("Add a question and its answers"), _("Change a question and its answers"),
                ("kind", "question", "group", "very_good", "good", "middling", "bad", "very_bad", "not_said"),
            ),
        ),
    ),
    Section(
        STAKEHOLDERS, pgettext_lazy("part of a profile", "Stakeholders"),
        _("Who matters for the community, how close they stand, and whether they support or hinder."),
        tables=(
            Table(
                "stakeholders", Stakeholder, pgettext_lazy("table of a profile", "Stakeholders"),
                _("Add a stakeholder"), _("Change a stakeholder"), STAKEHOLDER_FIELDS, rare=RARE_OF_STAKEHOLDERS,
            ),
        ),
    ),
    Section(
        WORKS, pgettext_lazy("part of a profile", "Programmes and plans under way"),
        _("Who does what here already, since when and for how many."),
        classification=Classification.PUBLIC,
        tables=(
            Table(
                "works", OngoingWork, pgettext_lazy("table of a profile", "Who does what"),
                _("Add work under way"), _("Change work under way"),
                ("actor", "title", "sector", "starts_on", "ends_on", "persons", "organisation", "remark"),
                rare=("persons", "organisation", "remark"),
            ),
        ),
    ),
    Section(
        CAPACITIES, pgettext_lazy("part of a profile", "Capacities and committees"),
        _("What the community can do by itself, and the committees that it has."),
        tables=(
            _statements("capacities", pgettext_lazy("table of a profile", "Capacities"), FactorKind.CAPACITY),
            Table(
                "bodies", LocalBody, pgettext_lazy("table of a profile", "Committees"),
                _("Add a committee"), _("Change a committee"),
                ("kind", "name", "women", "men", "since_year", "is_active", "remark"),
                rare=("since_year", "remark"),
            ),
        ),
    ),
    Section(
        SOURCES, pgettext_lazy("part of a profile", "Sources"),
        _("Where the figures come from, how they were found out, and how far they can be trusted."),
        classification=Classification.PUBLIC, takes_note=False,
    ),
)  # fmt: skip
BY_CODE = {section.code: section for section in SECTIONS}
TABLES = {table.code: table for section in SECTIONS for table in section.tables}
HOLDER = {table.code: section for section in SECTIONS for table in section.tables}
NOTED = tuple(section.code for section in SECTIONS if section.takes_note)
# Parts without which nothing else is understood: no programme switches them off.
ALWAYS = (IDENTITY, POPULATION, SOURCES)


def table_of(row: Entry) -> Table:
    """The table in which the row stands."""
    return next(table for table in TABLES.values() if table.holds(row))


def entry_models(tables: Iterable[Table] = tuple(TABLES.values())) -> list[type[Entry]]:
    """Every model of these tables once, in their order."""
    return list(dict.fromkeys(table.model for table in tables))
