"""Saving what others may change too: once, with the page of three columns when someone was faster."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from cbp.core.forms import VersionedForm, carried, differences, settled
from cbp.core.models import Event, Versioned
from cbp.core.models.versions import Stale
from cbp.core.refusals import Refused
from cbp.core.templatetags.look import SAVED
from cbp.core.ways import way_to

F = TypeVar("F", bound=VersionedForm)
TRIES = 3


def draft_key(thing: Versioned, what: str = "") -> str:
    """Under this key the browser keeps what is typed into the form of this thing."""
    return f"{thing._meta.model_name}{what}-{thing.pk or 'new'}"


def sent_form(request: HttpRequest, form_class: type[F], thing: Versioned) -> F:
    """The form as sent, with “theirs” where the person chose so; or as it stands."""
    data = settled(request.POST, form_class, thing) if request.method == "POST" else None
    return form_class(data, instance=thing)


def edited(
    request: HttpRequest,
    form: VersionedForm,
    save: Callable[[], object],
    *,
    key: str,
    said: str,
    back: str = "",
    touched: Callable[[], object] | None = None,
    part: bool = False,
) -> HttpResponse | None:
    """What became of a form that was sent; None while it is to be shown, first or again.

    A change that changes nothing writes nothing. `touched` asks otherwise than by the fields of a thing that exists.
    `part`: the form fills in one part of the thing while others fill in other parts of the same version.
    """
    if request.method != "POST" or not form.is_valid():
        return None
    asks = touched or (form.touched if form.instance.pk else None)
    if asks and not asks():
        return nothing_changed(request, form.instance, key, back)
    act = (lambda: _beside_others(form, save)) if part else save
    return saved(request, form, act, key=key, said=said, back=back)


def _beside_others(form: VersionedForm, save: Callable[[], object]) -> None:
    """That others moved the version on is no conflict while nothing changed that this form shows."""
    for left in reversed(range(TRIES)):
        try:
            save()
            return
        except Stale as stale:
            if not left or type(form)(instance=stale.current).shown() != form.seen():
                raise
            form.expect(stale.current.version)


def saved(
    request: HttpRequest, form: VersionedForm, save: Callable[[], object], *, key: str, said: str, back: str = ""
) -> HttpResponse | None:
    """Runs the action: the redirect after it, the page of a stale save, or None when the form is to be shown again.

    `back` is where a save leads, if not to the thing itself.
    """
    try:
        save()
    except Stale as stale:
        return _conflict(request, form, stale.current)
    except Refused as refusal:
        form.add_error(None, str(refusal))
        return None
    messages.success(request, said, extra_tags=f"{SAVED}{key}")
    return redirect(back or form.instance.get_absolute_url())


def _conflict(request: HttpRequest, form: VersionedForm, current: Versioned) -> HttpResponse:
    """Base, theirs and mine, field by field. Nothing typed is lost: mine travels along, hidden."""
    rows = differences(form, current)
    last = Event.objects.of(current).latest_first().first()
    context = {
        "last": last,
        "own": last is not None and last.by_id == request.user.pk,
        "breadcrumbs": way_to(current, _("Decide field by field")),  # type: ignore[arg-type]
        "thing": current,
        "rows": rows,
        "carried": carried(form),
        "hidden": type(form)(instance=current),
        "clashes": sum(row.clash for row in rows),
    }
    return render(request, "accounts/conflict.html", context, status=409)


def nothing_changed(request: HttpRequest, thing: Versioned, key: str, back: str = "") -> HttpResponse:
    messages.info(request, _("Nothing was changed."), extra_tags=f"{SAVED}{key}")
    return redirect(back or thing.get_absolute_url())  # type: ignore[attr-defined]
