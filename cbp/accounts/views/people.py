"""The list of people, one person, their roles."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.db.models import Prefetch
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import translation
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from cbp.accounts import actions
from cbp.accounts.access import can, can_everywhere
from cbp.accounts.buttons import pressed
from cbp.accounts.doors import PersonRequest, needs
from cbp.accounts.filters import PersonFilter
from cbp.accounts.forms import AssignmentForm, SettingsForm
from cbp.accounts.models import Assignment, Invitation, User
from cbp.accounts.roles import Permission
from cbp.core.lists import filtered, is_filtered, page_of
from cbp.core.once import once
from cbp.core.reach import Grant
from cbp.core.refusals import Refused


@require_GET
@needs(Permission.PEOPLE_VIEW)
def person_list(request: PersonRequest) -> HttpResponse:
    in_reach = Assignment.objects.within(request.user.grants(Permission.PEOPLE_VIEW))
    roles = in_reach.select_related("programme", "area").prefetch_related("area__names").order_by("pk")
    people = User.objects.visible_to(request.user).prefetch_related(Prefetch("assignments", roles))
    found = filtered(request, PersonFilter, people.by_name())
    invitations = (
        Invitation.objects.visible_to(request.user)
        .open()
        .select_related("programme", "area")
        .prefetch_related("area__names")
    )
    context = {
        "filter": found,
        "page_obj": page_of(request, found.qs),
        "is_filtered": is_filtered(request),
        "invitations": invitations.order_by("-created_at", "-pk")[:50],
    }
    return render(request, "accounts/person_list.html", context)


@require_GET
@needs(None, User)
def person_detail(request: PersonRequest, person: User) -> HttpResponse:
    """One's own roles all; another's only within reach: what somebody does elsewhere does not exist here."""
    grants = [Grant()] if person == request.user else request.user.grants(Permission.PEOPLE_VIEW)
    assignments = (
        person.assignments.within(grants)
        .select_related("programme__country", "area")
        .prefetch_related("area__names")
        .order_by("-valid_to", "pk")
    )
    context = {
        "person": person,
        "assignments": assignments,
        "may_invite": can(request.user, Permission.PEOPLE_INVITE) and person != request.user,
        "may_close": can_everywhere(request.user, Permission.PEOPLE_CLOSE) and person != request.user,
    }
    return render(request, "accounts/person_detail.html", context)


@require_http_methods(["GET", "POST"])
@needs(Permission.PEOPLE_INVITE)
@once
def assignment_new(request: PersonRequest, pk: int) -> HttpResponse:
    person = get_object_or_404(User.objects.visible_to(request.user), pk=pk)
    form = AssignmentForm(request.POST or None, giver=request.user, instance=Assignment(user=person))
    if request.method == "POST" and form.is_valid():
        try:
            actions.give_role(form.save(commit=False), by=request.user)
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("The role was given."))
            return redirect(person)
    return _form_page(request, form, {"person": person}, "accounts/assignment_form.html")


@require_POST
@needs(Permission.PEOPLE_INVITE)
@once
def assignment_end(request: PersonRequest, pk: int) -> HttpResponse:
    reach = Assignment.objects.within(request.user.grants(Permission.PEOPLE_INVITE))
    assignment = get_object_or_404(reach.select_related("user", "programme", "area"), pk=pk)
    return pressed(
        request,
        lambda: actions.end_role(assignment, by=request.user),
        said=_("The role has ended."),
        back=assignment.user,
    )


@require_POST
@needs(Permission.PEOPLE_CLOSE, User)
@once
def person_close(request: PersonRequest, person: User) -> HttpResponse:
    return pressed(
        request, lambda: actions.close_account(person, by=request.user), said=_("The account is closed."), back=person
    )


@require_POST
@needs(Permission.PEOPLE_CLOSE, User)
@once
def person_reopen(request: PersonRequest, person: User) -> HttpResponse:
    return pressed(
        request,
        lambda: actions.reopen_account(person, by=request.user),
        said=_("The account is open again."),
        back=person,
    )


@require_http_methods(["GET", "POST"])
@needs()
def settings(request: PersonRequest) -> HttpResponse:
    form = SettingsForm(request.POST or None, instance=User.objects.get(pk=request.user.pk))
    if request.method == "POST" and form.is_valid():
        if form.changed_data:
            actions.change_own_settings(form.save(commit=False), changed=form.changed_data)
        with translation.override(form.instance.language):  # the next page speaks the language just chosen
            messages.success(request, _("Your settings are saved."))
        return redirect("accounts:settings")
    return _form_page(request, form, {}, "accounts/settings.html")


def _form_page(request: PersonRequest, form: Any, context: dict[str, Any], template: str) -> HttpResponse:
    return render(request, template, {"form": form, **context}, status=422 if form.is_bound else 200)
