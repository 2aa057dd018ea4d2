"""Saving what others may change too: once, with the page of three columns when someone was faster."""

from __future__ import annotations

from collections.abc import Callable

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from cbp.core.forms import VersionedForm, carried, differences, settled
from cbp.core.models import Event, Verb, Versioned
from cbp.core.models.versions import Stale
from cbp.core.refusals import Refused
from cbp.core.templatetags.look import SAVED

# What makes an open form of the same thing stale.
SAVES = (Verb.AREA_CHANGED, Verb.PROGRAMME_CHANGED, Verb.PROGRAMME_LISTS)


def draft_key(thing: Versioned, what: str = "") -> str:
    """Under this key the browser keeps what is typed into the form of this thing."""
    return f"{thing._meta.model_name}{what}-{thing.pk or 'new'}"


def sent_form(request: HttpRequest, form_class: type[VersionedForm], thing: Versioned) -> VersionedForm:
    """The form as sent, with “theirs” where the person chose so; or as it stands."""
    data = settled(request.POST, form_class, thing) if request.method == "POST" else None
    return form_class(data, instance=thing)


def saved(
    request: HttpRequest, form: VersionedForm, save: Callable[[], object], *, key: str, said: str
) -> HttpResponse | None:
    """Runs the action: the redirect after it, the page of a stale save, or None when the form is to be shown again."""
    try:
        save()
    except Stale as stale:
        return _conflict(request, form, stale.current)
    except Refused as refusal:
        form.add_error(None, str(refusal))
        return None
    messages.success(request, said, extra_tags=f"{SAVED}{key}")
    return redirect(form.instance.get_absolute_url())


def _conflict(request: HttpRequest, form: VersionedForm, current: Versioned) -> HttpResponse:
    """Base, theirs and mine, field by field. Nothing typed is lost: mine travels along, hidden."""
    rows = differences(form, current)
    last = Event.objects.of(current).filter(verb__in=SAVES).latest_first().first()
    context = {
        "last": last,
        "own": last is not None and last.by_id == request.user.pk,
        "breadcrumbs": _way_to(current),
        "thing": current,
        "rows": rows,
        "carried": carried(form),
        "hidden": type(form)(instance=current),
        "clashes": sum(row.clash for row in rows),
    }
    return render(request, "desk/conflict.html", context, status=409)


def _way_to(thing: Versioned) -> list[dict[str, object]]:
    name = thing._meta.model_name
    up = {"area": _("Places"), "programme": _("Programmes")}
    crumbs: list[dict[str, object]] = [{"label": up[name], "url": reverse(f"desk:{name}-list")}] if name in up else []
    here: dict[str, object] = {"label": thing, "url": thing.get_absolute_url()}  # type: ignore[attr-defined]
    return [*crumbs, here, {"label": _("Decide field by field"), "url": ""}]


def nothing_changed(request: HttpRequest, thing: Versioned, key: str) -> HttpResponse:
    messages.info(request, _("Nothing was changed."), extra_tags=f"{SAVED}{key}")
    return redirect(thing.get_absolute_url())  # type: ignore[attr-defined]
