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
    COMMUNITY_VIEW = "community.view"  # with its profiles, but for their restricted parts
    COMMUNITY_EDIT = "community.edit"
    PROFILE_RESTRICTED = "profile.restricted"  # cohesion and conflict: who divides, who connects
    PROFILE_SERVICES = "profile.services"  # a planner fills the services of the own authority
    PROFILE_EDIT = "profile.edit"
    PROFILE_VALIDATE = "profile.validate"
    COMMUNITY_MERGE = "community.merge"  # two records of one community
    SELECTION_DECIDE = "selection.decide"  # on what another person proposed
    PARTNER_VIEW = "partner.view"
    PARTNER_CONTACT = "partner.contact"  # names and numbers of people
    PARTNER_EDIT = "partner.edit"
    CYCLE_VIEW = "cycle.view"
    CYCLE_MANAGE = "cycle.manage"  # start, change, move on and back, waive
    CYCLE_WORK = "cycle.work"  # work plan and bodies
    BODY_NAMES = "body.names"  # named members, who are few and sealed
    SESSION_VIEW = "session.view"  # with needs and rankings
    SESSION_RECORD = "session.record"
    SESSION_RESTRICTED = "session.restricted"  # security notes, maps of conflict
    SESSION_VERIFY = "session.verify"
    NEED_EDIT = "need.edit"
    RANKING_ENTER = "ranking.enter"  # set up, open, enter votes, close
    RANKING_REOPEN = "ranking.reopen"
    PLAN_VIEW = "plan.view"
    PLAN_EDIT = "plan.edit"  # and validate by the community, submit, answer remarks
    PLAN_ENDORSE = "plan.endorse"  # and return; of an endorser alone
    PLAN_RECORD = "plan.record"  # the endorsement that the authority gave on paper
    SHEET_CHECK = "sheet.check"
    SHEET_APPLY = "sheet.apply"
    LIST_EXPORT = "list.export"
    REPORT_MAKE = "report.make"
    PEOPLE_VIEW = "people.view"
    PEOPLE_INVITE = "people.invite"
    PEOPLE_CLOSE = "people.close"
    HISTORY_VIEW = "history.view"


P = Permission
SEE = frozenset({P.AREA_VIEW, P.PROGRAMME_VIEW, P.COMMUNITY_VIEW, P.CYCLE_VIEW, P.PARTNER_VIEW, P.PLAN_VIEW})
READ = SEE | {P.SESSION_VIEW, P.REPORT_MAKE}
FIELD = READ | {
    P.SHEET_CHECK, P.LIST_EXPORT, P.PARTNER_CONTACT, P.PROFILE_SERVICES, P.CYCLE_WORK, P.SESSION_RECORD,
    P.SESSION_VERIFY, P.NEED_EDIT, P.RANKING_ENTER, P.PLAN_EDIT,
}  # fmt: skip

ALLOWS: Mapping[str, frozenset[Permission]] = {
    Role.FACILITATOR: FIELD
    | {P.COMMUNITY_EDIT, P.PROFILE_EDIT, P.PROFILE_RESTRICTED, P.BODY_NAMES, P.SESSION_RESTRICTED},
    Role.PLANNER: FIELD | {P.PLAN_ENDORSE, P.SELECTION_DECIDE},
    Role.MANAGER: FIELD
    | {
        P.DISPLACEMENT_ENTER, P.SHEET_APPLY, P.PROGRAMME_EDIT, P.PEOPLE_VIEW, P.PEOPLE_INVITE, P.HISTORY_VIEW,
        P.COMMUNITY_EDIT, P.PROFILE_EDIT, P.PROFILE_RESTRICTED, P.PROFILE_VALIDATE, P.PARTNER_EDIT, P.CYCLE_MANAGE,
        P.BODY_NAMES, P.SESSION_RESTRICTED, P.RANKING_REOPEN, P.PLAN_RECORD, P.COMMUNITY_MERGE, P.SELECTION_DECIDE,
    },
    Role.PARTNER: SEE | {P.REPORT_MAKE},
    Role.AUDITOR: READ | {P.LIST_EXPORT, P.HISTORY_VIEW},
    Role.ADMINISTRATOR: SEE
    | {
        P.AREA_MANAGE, P.DISPLACEMENT_ENTER, P.PROGRAMME_CREATE, P.PROGRAMME_EDIT, P.SHEET_CHECK, P.SHEET_APPLY,
        P.LIST_EXPORT, P.REPORT_MAKE, P.PEOPLE_VIEW, P.PEOPLE_INVITE, P.PEOPLE_CLOSE, P.HISTORY_VIEW,
    },
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
# Allowed by a role only together with its special duty.
ASKS_DUTY: Mapping[str, Duty] = {P.PLAN_ENDORSE: Duty.ENDORSER}
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
    P.COMMUNITY_EDIT: _("Only facilitators and managers add and change communities."),
    P.PROFILE_RESTRICTED: _("This part of the profile is restricted to the team that works with the community."),
    P.PROFILE_SERVICES: _("Your role does not enter services into a profile."),
    P.PROFILE_EDIT: _("Only facilitators and managers fill this part of a profile."),
    P.PROFILE_VALIDATE: _("Only managers validate a profile."),
    P.COMMUNITY_MERGE: _("Only managers merge two records of one community."),
    P.SELECTION_DECIDE: _("Only managers and planners decide on the selection of communities."),
    P.PARTNER_CONTACT: _("Your role does not see the contacts of organisations."),
    P.PARTNER_EDIT: _("Only managers register and change organisations."),
    P.CYCLE_MANAGE: _("Only managers start, change and move a planning cycle."),
    P.CYCLE_WORK: _("Your role does not change the work plan and the bodies of a cycle."),
    P.BODY_NAMES: _("Your role does not see who sits in a body by name."),
    P.SESSION_RESTRICTED: _("This part of a session is restricted to the team that works with the community."),
    P.SESSION_VIEW: _("Your role does not read the records of sessions."),
    P.SESSION_RECORD: _("Your role does not record sessions."),
    P.SESSION_VERIFY: _("Your role does not verify the records of sessions."),
    P.NEED_EDIT: _("Your role does not change the register of needs."),
    P.RANKING_ENTER: _("Your role does not enter votes."),
    P.RANKING_REOPEN: _("Only managers reopen a ranking that was closed."),
    P.PLAN_EDIT: _("Your role does not write plans."),
    P.PLAN_ENDORSE: _("Only a planner who endorses for the authority endorses or returns a plan."),
    P.PLAN_RECORD: _("Only managers record an endorsement that was given on paper."),
    P.SHEET_CHECK: _("Your role does not bring sheets in."),
    P.SHEET_APPLY: _("Only managers and administrators apply a sheet; you can upload and check one."),
    P.LIST_EXPORT: _("Your role does not export lists."),
    P.REPORT_MAKE: _("Your role does not make papers."),
    P.PEOPLE_VIEW: _("Only managers and administrators see the list of people."),
    P.PEOPLE_INVITE: _("Only managers and administrators invite people."),
    P.PEOPLE_CLOSE: _("Only administrators close and reopen accounts."),
    P.HISTORY_VIEW: _("Only managers, auditors and administrators read the whole history."),
}
