"""Who may do what: one table of permissions by role, and nothing else grants. (domain: the six roles)

An administrator manages accounts, places and lists, and decides on no content. Special duties are flags on an
assignment, not roles.
"""

from collections.abc import Mapping
from enum import StrEnum

from django.db import models
from django.utils.translation import gettext_lazy as _


class Role(models.TextChoices):
    FACILITATOR = "facilitator", _("Facilitator")
    PLANNER = "planner", _("Local government planner")
    MANAGER = "manager", _("Programme manager")
    PARTNER = "partner", _("Partner focal point")
    AUDITOR = "auditor", _("Auditor")
    ADMINISTRATOR = "administrator", _("Administrator")


class Duty(models.TextChoices):
    """Special duties, each a flag on an assignment (`is_…`)."""

    ENDORSER = "endorser", _("Endorses plans for the authority")
    PSEA = "psea_focal_point", _("Focal point for protection from sexual exploitation and abuse")
    SCREENING = "screening_officer", _("Decides on matches with sanctions lists")
    DATA_PROTECTION = "data_protection_focal_point", _("Focal point for data protection")


class Permission(StrEnum):
    AREA_VIEW = "area.view"
    AREA_MANAGE = "area.manage"
    DISPLACEMENT_ENTER = "displacement.enter"
    PROGRAMME_VIEW = "programme.view"
    PROGRAMME_CREATE = "programme.create"
    PROGRAMME_EDIT = "programme.edit"
    SHEET_CHECK = "sheet.check"
    SHEET_APPLY = "sheet.apply"
    LIST_EXPORT = "list.export"
    REPORT_MAKE = "report.make"
    PEOPLE_VIEW = "people.view"
    PEOPLE_INVITE = "people.invite"
    PEOPLE_CLOSE = "people.close"
    HISTORY_VIEW = "history.view"


P = Permission
READ = frozenset({P.AREA_VIEW, P.PROGRAMME_VIEW, P.REPORT_MAKE})
FIELD = READ | {P.SHEET_CHECK, P.LIST_EXPORT}

ALLOWS: Mapping[str, frozenset[Permission]] = {
    Role.FACILITATOR: FIELD,
    Role.PLANNER: FIELD,
    Role.MANAGER: FIELD
    | {P.DISPLACEMENT_ENTER, P.SHEET_APPLY, P.PROGRAMME_EDIT, P.PEOPLE_VIEW, P.PEOPLE_INVITE, P.HISTORY_VIEW},
    Role.PARTNER: READ,
    Role.AUDITOR: READ | {P.LIST_EXPORT, P.HISTORY_VIEW},
    Role.ADMINISTRATOR: frozenset(
        {
            P.AREA_VIEW, P.AREA_MANAGE, P.DISPLACEMENT_ENTER, P.PROGRAMME_VIEW, P.PROGRAMME_CREATE, P.PROGRAMME_EDIT,
            P.SHEET_CHECK, P.SHEET_APPLY, P.LIST_EXPORT, P.REPORT_MAKE, P.PEOPLE_VIEW, P.PEOPLE_INVITE, P.PEOPLE_CLOSE,
            P.HISTORY_VIEW,
        }
    ),
}  # fmt: skip

# Whom a role may invite. Only administrators make administrators.
INVITES: Mapping[str, tuple[Role, ...]] = {
    Role.MANAGER: (Role.FACILITATOR, Role.PLANNER, Role.MANAGER, Role.PARTNER, Role.AUDITOR),
    Role.ADMINISTRATOR: tuple(Role),
}
# Which roles may carry a special duty.
DUTIES: Mapping[str, tuple[Role, ...]] = {
    Duty.ENDORSER: (Role.PLANNER,),
    Duty.PSEA: (Role.FACILITATOR, Role.PLANNER, Role.MANAGER),
    Duty.SCREENING: (Role.MANAGER,),
    Duty.DATA_PROTECTION: (Role.MANAGER, Role.AUDITOR, Role.ADMINISTRATOR),
}
# What decides for a whole programme: a role in one area of it does not reach so far.
WHOLE = frozenset({P.PROGRAMME_EDIT})
# A second factor is asked of these (setting SECOND_FACTOR_REQUIRED).
GUARDED = frozenset({Role.MANAGER, Role.ADMINISTRATOR})


def allows(role: str, permission: str) -> bool:
    return permission in ALLOWS.get(role, frozenset())


REASONS: Mapping[str, object] = {
    P.AREA_MANAGE: _("Only administrators change places."),
    P.DISPLACEMENT_ENTER: _("Only managers and administrators enter displacement figures."),
    P.PROGRAMME_CREATE: _("Only administrators create programmes."),
    P.PROGRAMME_EDIT: _("Only managers of the whole programme and administrators change it."),
    P.SHEET_CHECK: _("Your role does not bring sheets in."),
    P.SHEET_APPLY: _("Only managers and administrators apply a sheet; you can upload and check one."),
    P.LIST_EXPORT: _("Your role does not export lists."),
    P.REPORT_MAKE: _("Your role does not make papers."),
    P.PEOPLE_VIEW: _("Only managers and administrators see the list of people."),
    P.PEOPLE_INVITE: _("Only managers and administrators invite people."),
    P.PEOPLE_CLOSE: _("Only administrators close and reopen accounts."),
    P.HISTORY_VIEW: _("Only managers, auditors and administrators read the whole history."),
}
