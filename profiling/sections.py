"""The parts of a profile, in their order: pages, review and later the paper follow from this list."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from cbp.accounts.roles import Permission


@dataclass(frozen=True)
class Section:
    """One part: its code, its title, what it is about, and which right it takes to fill it.

    `is_restricted`: read with PROFILE_RESTRICTED alone, and counted nowhere for others. `takes_note`: it may be told
    in words. `is_asked`: review wants it filled, or a word on why nothing is known.
    """

    code: str
    title: str | Promise
    about: str | Promise
    edits: Permission
    is_restricted: bool = False
    takes_note: bool = True
    is_asked: bool = False


IDENTITY, POPULATION, DISPLACEMENT, SERVICES = "identity", "population", "displacement", "services"
FACTORS, COHESION, SOURCES = "factors", "cohesion", "sources"

SECTIONS = (
    Section(
        IDENTITY, pgettext_lazy("part of a profile", "Identity and place"),
        _("Which community this is, who belongs to it, and how to get there."),
        Permission.COMMUNITY_EDIT, takes_note=False,
    ),
    Section(
        POPULATION, pgettext_lazy("part of a profile", "Population"),
        _("How many people live here, by sex, age and group. What a source states is kept beside the sums."),
        Permission.PROFILE_EDIT, is_asked=True,
    ),
    Section(
        DISPLACEMENT, pgettext_lazy("part of a profile", "Displacement and return"),
        _("Who arrived, who came back and who left, when and why."),
        Permission.PROFILE_EDIT,
    ),
    Section(
        SERVICES, pgettext_lazy("part of a profile", "Services"),
        _("What there is, whether it works, and who cannot use it."),
        Permission.PROFILE_SERVICES, is_asked=True,
    ),
    Section(
        FACTORS, pgettext_lazy("part of a profile", "Risks, strengths and livelihoods"),
        _("What drives people away, what bars return, what puts people at risk and what protects them."),
        Permission.PROFILE_EDIT,
    ),
    Section(
        COHESION, pgettext_lazy("part of a profile", "Cohesion and conflict"),
        _("What divides people, what connects them, and what else only the team that works with them may read."),
        Permission.PROFILE_RESTRICTED, is_restricted=True,
    ),
    Section(
        SOURCES, pgettext_lazy("part of a profile", "Sources"),
        _("Where the figures come from, how they were found out, and how far they can be trusted."),
        Permission.PROFILE_EDIT, takes_note=False,
    ),
)  # fmt: skip
BY_CODE = {section.code: section for section in SECTIONS}
NOTED = tuple(section.code for section in SECTIONS if section.takes_note)
