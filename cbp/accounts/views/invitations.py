"""Invitations: made by an inviter, shown with link and QR code, accepted by the person once."""

from __future__ import annotations

from functools import partial

import segno
from django.conf import settings
from django.contrib import messages
from django.contrib.auth import login
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import translation
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from cbp.accounts import actions
from cbp.accounts.buttons import pressed
from cbp.accounts.doors import PersonRequest, needs, opened
from cbp.accounts.forms import AcceptForm, InvitationForm
from cbp.accounts.models import Invitation, User
from cbp.accounts.roles import Permission
from cbp.core.once import once
from cbp.core.refusals import Refused
from cbp.core.sealing import hash_of

BACKEND = "allauth.account.auth_backends.AuthenticationBackend"


@require_http_methods(["GET", "POST"])
@needs(Permission.PEOPLE_INVITE)
@once
def invitation_new(request: PersonRequest) -> HttpResponse:
    form = InvitationForm(request.POST or None, giver=request.user)
    if request.method == "POST" and form.is_valid():
        try:
            invitation = actions.invite_person(form.save(commit=False), by=request.user)
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            return redirect("accounts:invitation-detail", invitation.pk)
    return render(request, "accounts/invitation_form.html", {"form": form}, status=422 if form.is_bound else 200)


@require_GET
@needs(Permission.PEOPLE_INVITE, Invitation)
def invitation_detail(request: PersonRequest, invitation: Invitation) -> HttpResponse:
    context: dict[str, object] = {"invitation": invitation}
    if invitation.is_open and invitation.invited_by == request.user and invitation.token:
        link = actions.link_of(invitation)
        context |= {"link": link, "qr": segno.make(link, error="m").svg_data_uri(scale=6, border=2, dark="#14233a")}
    return render(request, "accounts/invitation_detail.html", context)


@require_POST
@needs(Permission.PEOPLE_INVITE, Invitation)
@once
def invitation_withdraw(request: PersonRequest, invitation: Invitation) -> HttpResponse:
    said = _("The invitation is withdrawn. Its link opens nothing any more.")
    withdraw = partial(actions.withdraw_invitation, invitation, by=request.user)
    return pressed(request, withdraw, said=said, back="accounts:person-list")


@opened
@require_http_methods(["GET", "POST"])
def invitation_accept(request: HttpRequest, token: str) -> HttpResponse:
    invitation = Invitation.objects.with_token(token).select_related("invited_by", "programme", "area").first()
    if invitation is None:
        return _already_used(request, token)
    known = User.objects.filter(email=invitation.email).first()
    if known or request.user.is_authenticated:
        return _accept_as_known(request, invitation, known)
    chosen = request.POST.get("language", "")
    with translation.override(chosen if chosen in dict(settings.LANGUAGES) else invitation.language):
        return _accept_as_new(request, invitation)


def _already_used(request: HttpRequest, token: str) -> HttpResponse:
    """Whoever has just used the link, and pressed twice, is where the link leads; for all others it opens nothing."""
    used = Invitation.objects.exclude(accepted_at=None).filter(token_hash=hash_of(token)).first()
    if used and request.user.is_authenticated and request.user.email == used.email:
        return redirect("desk:home")
    return render(request, "accounts/invitation_gone.html", status=404)


def _accept_as_new(request: HttpRequest, invitation: Invitation) -> HttpResponse:
    form = AcceptForm(request.POST or None, invitation=invitation)
    if request.method == "POST" and form.is_valid():
        words = {name: form.cleaned_data[name] for name in ("name", "password", "language")}
        try:
            user = actions.accept_invitation(invitation, user=None, **words)
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            login(request, user, backend=BACKEND)
            messages.success(request, _("Welcome. Your account is ready."))
            return redirect("desk:home")
    context = {"form": form, "invitation": invitation}
    return render(request, "accounts/invitation_accept.html", context, status=422 if form.is_bound else 200)


def _accept_as_known(request: HttpRequest, invitation: Invitation, known: User | None) -> HttpResponse:
    """An address with an account gains the role after log-in; nobody else can take it."""
    mine = request.user.is_authenticated and request.user == known
    if request.method == "POST" and mine:
        try:
            actions.accept_invitation(invitation, user=known, name="", password="", language="")
        except Refused as refusal:
            messages.error(request, str(refusal))
        else:
            messages.success(request, _("Your new role is ready."))
        return redirect("desk:home")
    return render(request, "accounts/invitation_known.html", {"invitation": invitation, "mine": mine})
