"""Bodies of a cycle: the list with those that wait to be renewed, one body, its forms, its few named members."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from cbp.accounts.access import can
from cbp.accounts.asking import asked, written
from cbp.accounts.doors import PersonRequest, needs
from cbp.accounts.roles import Permission
from cbp.accounts.saving import draft_key, sent_form
from cbp.core.forms import WriteForm
from cbp.core.once import once
from cbp.core.ways import way_to
from cbp.cycles.actions import bodies as actions
from cbp.cycles.forms.bodies import BodyForm, DissolveForm, NamesForm
from cbp.cycles.models import Body, Cycle
from cbp.cycles.reading.bodies import bodies_of, counts_of, labels, overdue_in, picture_of, to_renew, warnings_of


@require_GET
@needs(Permission.CYCLE_VIEW, Cycle)
def body_list(request: PersonRequest, cycle: Cycle) -> HttpResponse:
    standing, earlier = bodies_of(cycle)
    context = {
        "cycle": cycle,
        "standing": standing,
        "earlier": earlier,
        "to_renew": to_renew(cycle),
        "overdue": overdue_in(standing, timezone.localdate()),
        "labels": labels(),
        "may_work": cycle.is_running and can(request.user, Permission.CYCLE_WORK, cycle),
        "breadcrumbs": way_to(cycle, _("Bodies")),
    }
    return render(request, "cycles/body_list.html", context)


@require_GET
@needs(Permission.CYCLE_VIEW, Body)
def body_detail(request: PersonRequest, body: Body) -> HttpResponse:
    """Names are read from the database only for those who may see them."""
    sees_names = can(request.user, Permission.BODY_NAMES, body)
    may_work = can(request.user, Permission.CYCLE_WORK, body)
    is_open = body.cycle.is_running and not body.is_dissolved
    context = {
        "body": body,
        "counts": counts_of(body),
        "picture": picture_of(body),
        "warnings": warnings_of(body),
        "is_overdue": body.is_overdue(timezone.localdate()),
        "renewed_by": getattr(body, "renewed_by", None),
        "sees_names": sees_names,
        "members": list(body.members.order_by("pk")) if sees_names else [],
        "may_change": may_work and is_open,
        "may_renew": may_work and body.is_standing and actions.cycle_for(body) is not None,
        "may_dissolve": may_work and is_open and body.is_standing,
        "may_name": sees_names and is_open,
        "may_translate": may_work,
        "breadcrumbs": way_to(body),
    }
    return render(request, "cycles/body_detail.html", context)


@require_http_methods(["GET", "POST"])
@needs(Permission.CYCLE_WORK, Cycle)
@once
def body_new(request: PersonRequest, cycle: Cycle) -> HttpResponse:
    body = Body(cycle=cycle, language=request.user.language)
    form = sent_form(request, BodyForm, body)
    return written(
        request, form, lambda: actions.form_body(body, by=request.user), said=_("The body is registered."),
        key=f"body-new-{cycle.pk}", title=_("Register a body"), submit=_("Save the body"), lead=str(cycle),
    )  # fmt: skip


@require_http_methods(["GET", "POST"])
@needs(Permission.CYCLE_WORK, Body)
@once
def body_edit(request: PersonRequest, body: Body) -> HttpResponse:
    form = sent_form(request, BodyForm, body)
    return written(
        request, form,
        lambda: actions.change_body(body, fields=form.touched(), expected=form.expected_version(), by=request.user),
        said=_("The body is saved."), title=_("Change the body"), submit=_("Save the body"),
    )  # fmt: skip


@require_http_methods(["GET", "POST"])
@needs(Permission.CYCLE_WORK, Body)
@once
def body_renew(request: PersonRequest, older: Body) -> HttpResponse:
    """A new body in the place of this one, in the cycle that runs now. It begins with the kind and the name."""
    cycle = actions.cycle_for(older) or older.cycle
    body = Body(cycle=cycle, kind=older.kind, name=older.name, language=older.language)
    form = sent_form(request, BodyForm, body)
    return written(
        request, form, lambda: actions.renew_body(body, of=older, by=request.user), thing=older,
        said=_("The body is renewed."), key=draft_key(older, "-renew"), title=_("Renew the body"),
        submit=_("Save the new body"), lead=str(cycle),
        hint=_("The older one stays on the list as it was. Enter who sits in the new one."),
    )  # fmt: skip


@require_http_methods(["GET", "POST"])
@needs(Permission.CYCLE_WORK, Body)
@once
def body_dissolve(request: PersonRequest, body: Body) -> HttpResponse:
    form = DissolveForm(request.POST if request.method == "POST" else None)

    def act() -> None:
        data = form.cleaned_data
        actions.dissolve_body(body, on=data["on"], reason=data["reason"], by=request.user)

    return asked(
        request, form, act, thing=body, title=_("Dissolve the body"), submit=_("Dissolve the body"), lead=str(body),
        hint=" ".join((
            _("It stays on the list with its counts. Nothing in it is changed any more."),
            _("The names of its members are erased, with contacts and purposes."),
        )), danger=True, said=_("The body is dissolved."),
    )  # fmt: skip


@require_http_methods(["GET", "POST"])
@needs(Permission.BODY_NAMES, Body)
@once
def body_names(request: PersonRequest, body: Body) -> HttpResponse:
    """Without a key: no browser keeps a copy of names."""
    form = sent_form(request, NamesForm, body)
    return written(
        request, form,
        lambda: actions.set_members(body, form.members(), expected=form.expected_version(), by=request.user),
        said=_("The named members are saved."), key="", title=_("Named members"), submit=_("Save the named members"),
        lead=str(body),
        hint=_(
            "Name only those whom a task needs by name, and who agreed. Everybody else is counted. Nothing of this form"
            " is kept in the browser."
        ),
    )  # fmt: skip


@require_http_methods(["GET", "POST"])
@needs(Permission.BODY_NAMES, Body)
@once
def member_remove(request: PersonRequest, body: Body, member: int) -> HttpResponse:
    """The person asked for it. The page names nobody; it says which role."""
    found = get_object_or_404(body.members, pk=member)
    form = WriteForm(request.POST if request.method == "POST" else None)
    return asked(
        request, form, lambda: actions.remove_member(found, by=request.user), thing=body,
        title=_("Take a name out"), submit=_("Take the name out"), lead=str(found.get_role_display()), danger=True,
        hint=_("The name, the contact and the purpose are erased. The counts of the body stay as they are."),
        said=_("The name is taken out."),
    )  # fmt: skip
