"""Everything that people do to accounts, roles and invitations."""

from __future__ import annotations

from django.conf import settings
from django.core.mail import send_mail
from django.db import IntegrityError, connection, transaction
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from cbp.accounts.access import can, can_everywhere
from cbp.accounts.models import Assignment, Invitation, Scoped, User
from cbp.accounts.roles import DUTIES, INVITES, Duty, Permission, Role
from cbp.core import audit
from cbp.core.models import Verb
from cbp.core.refusals import Refused

SCOPED = ["role", "programme", "area", *(f"is_{duty.value}" for duty in Duty)]


def may_give(giver: User, scoped: Scoped) -> None:
    """Refuses a role that the giver may not give, or a reach wider than the giver's own."""
    for own in giver.current_assignments:
        if scoped.role in INVITES.get(own.role, ()) and _covers(own, scoped):
            return
    raise Refused(_("You can give this role only within your own programmes and areas."))


def _covers(own: Assignment, scoped: Scoped) -> bool:
    same_programme = own.programme_id is None or own.programme_id == scoped.programme_id
    inside = own.area is None or (scoped.area is not None and scoped.area.path.startswith(own.area.path))
    return same_programme and inside


def check_scope(scoped: Scoped) -> None:
    """A role's area lies in its programme's country; only administrators, managers and auditors reach everywhere."""
    programme, area = scoped.programme, scoped.area
    if programme and area and not area.path.startswith(programme.country.path):
        raise Refused(_("This area does not lie in the country of the programme."))
    if not programme and not area and scoped.role not in (Role.ADMINISTRATOR, Role.MANAGER, Role.AUDITOR):
        raise Refused(_("Choose a programme or an area for this role."))
    if scoped.role == Role.ADMINISTRATOR and (programme or area):
        raise Refused(_("An administrator works for the whole system: leave programme and area empty."))
    for duty in scoped.duties:
        if scoped.role not in DUTIES[duty]:
            words = {"role": Role(scoped.role).label, "duty": duty.label}
            raise Refused(_("The role “%(role)s” cannot have the duty “%(duty)s”.") % words)


# --- invitations ------------------------------------------------------------------------------------------------------
@transaction.atomic
def invite_person(invitation: Invitation, *, by: User) -> Invitation:
    """Makes the one-time link. Mail may not exist: the inviter sees the link and its QR code."""
    invitation.email = invitation.email.lower()
    if invitation.email == by.email:
        raise Refused(_("Nobody gives a role to oneself. Ask another administrator or manager."))
    check_scope(invitation)
    may_give(by, invitation)
    invitation.invited_by = by
    invitation.seal()
    invitation.full_clean(exclude=["token_hash"])
    invitation.save()
    audit.record(Verb.PERSON_INVITED, invitation, by=by, after=audit.values_of(invitation, SCOPED))
    _write_to(invitation)
    return invitation


def link_of(invitation: Invitation) -> str:
    """Absolute, from the setting and never from the request's Host header."""
    return settings.SITE_URL + reverse("accounts:invitation-accept", args=[invitation.token])


def _write_to(invitation: Invitation) -> None:
    with translation.override(invitation.language):
        context = {"invitation": invitation, "link": link_of(invitation), "product": settings.PRODUCT_NAME}
        body = render_to_string("accounts/invitation_letter.txt", context)
        send_mail(_("You are invited to plan with your communities"), body, None, [invitation.email])


@transaction.atomic
def withdraw_invitation(invitation: Invitation, *, by: User) -> None:
    invitation = Invitation.objects.select_for_update().get(pk=invitation.pk)
    may_give(by, invitation)
    if invitation.accepted_at:
        raise Refused(_("This invitation was accepted already. End the role instead."))
    invitation.withdrawn_at = timezone.now()
    invitation.save(update_fields=["withdrawn_at"])
    audit.record(Verb.INVITATION_WITHDRAWN, invitation, by=by)


@transaction.atomic
def accept_invitation(invitation: Invitation, *, user: User | None, name: str, password: str, language: str) -> User:
    """The invited address becomes a person, or a person gains a role. The inviter's right is asked again now."""
    invitation = Invitation.objects.select_for_update(of=("self",)).get(pk=invitation.pk)
    if invitation.accepted_at or invitation.withdrawn_at or invitation.expires_at <= timezone.now():
        raise Refused(_("This invitation was used already, was withdrawn, or has expired."))
    if not can(invitation.invited_by, Permission.PEOPLE_INVITE):
        raise Refused(_("Whoever invited you may no longer do so. Please ask for a new invitation."))
    may_give(invitation.invited_by, invitation)
    if user is None:
        user = _new_user(invitation.email, password, name=name, language=language)
    elif user.email != invitation.email:
        raise Refused(_("This invitation is for another address. Please log out first."))
    assignment = Assignment(user=user, valid_from=timezone.now().date(), **_scope_of(invitation))
    assignment.save()
    invitation.accepted_at = timezone.now()
    invitation.save(update_fields=["accepted_at"])
    audit.record(Verb.PERSON_JOINED, invitation, by=user, after=audit.values_of(assignment, SCOPED))
    return user


def _new_user(email: str, password: str, *, name: str, language: str) -> User:
    try:
        with transaction.atomic():
            return User.objects.create_user(email, password, name=name, language=language)
    except IntegrityError as error:  # two invitations to one address, accepted in the same moment
        raise Refused(_("This address has an account already. Log in with it, then open the link again.")) from error


def _scope_of(scoped: Scoped) -> dict[str, object]:
    return {name: getattr(scoped, name) for name in SCOPED}


# --- roles ------------------------------------------------------------------------------------------------------------
@transaction.atomic
def give_role(assignment: Assignment, *, by: User) -> Assignment:
    check_scope(assignment)
    may_give(by, assignment)
    if assignment.user == by:
        raise Refused(_("Nobody gives a role to oneself. Ask another administrator or manager."))
    assignment.full_clean()
    assignment.save()
    after = audit.values_of(assignment, [*SCOPED, "valid_from", "valid_to"])
    audit.record(Verb.ROLE_GIVEN, assignment.user, by=by, after=after, within=assignment)
    return assignment


@transaction.atomic
def end_role(assignment: Assignment, *, by: User) -> None:
    """Ends it at once: the next request of that person has it no more. Its dates stay as they were given."""
    _one_at_a_time()
    assignment = Assignment.objects.select_for_update(of=("self",)).get(pk=assignment.pk)
    may_give(by, assignment)
    if assignment.role == Role.ADMINISTRATOR:
        _keep_an_administrator(assignment.user)
    if assignment.has_ended:
        raise Refused(_("This role has ended already."))
    assignment.ended_at = timezone.now()
    assignment.save(update_fields=["ended_at"])
    before, after = audit.values_of(assignment, SCOPED), audit.values_of(assignment, ["ended_at"])
    audit.record(Verb.ROLE_ENDED, assignment.user, by=by, before=before, after=after, within=assignment)


def _one_at_a_time() -> None:
    """Two administrators who send each other away at once come one after the other, and the second stays."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtext('administrators'))")


def _keep_an_administrator(leaving: User) -> None:
    others = Assignment.objects.running().filter(role=Role.ADMINISTRATOR, user__is_active=True).exclude(user=leaving)
    if not others.exists():
        raise Refused(_("This is the last administrator. Give the role to someone else first."))


# --- accounts ---------------------------------------------------------------------------------------------------------
@transaction.atomic
def close_account(user: User, *, by: User) -> None:
    """Ends all sessions at once: a closed account is nobody at the next request."""
    _one_at_a_time()
    _only_administrators(by)
    if user == by:
        raise Refused(_("Nobody closes the own account. Ask another administrator."))
    if Role.ADMINISTRATOR in user.roles:
        _keep_an_administrator(user)
    User.objects.filter(pk=user.pk).update(is_active=False)
    audit.record(Verb.PERSON_CLOSED, user, by=by)


@transaction.atomic
def reopen_account(user: User, *, by: User) -> None:
    _only_administrators(by)
    User.objects.filter(pk=user.pk).update(is_active=True)
    audit.record(Verb.PERSON_REOPENED, user, by=by)


def _only_administrators(by: User) -> None:
    if not can_everywhere(by, Permission.PEOPLE_CLOSE):
        raise Refused(_("Only administrators close and reopen accounts."))


@transaction.atomic
def change_own_settings(user: User, *, changed: list[str]) -> None:
    before = audit.values_of(User.objects.get(pk=user.pk), changed)
    user.save(update_fields=changed)
    audit.record(Verb.PERSON_CHANGED, user, by=user, before=before, after=audit.values_of(user, changed))
