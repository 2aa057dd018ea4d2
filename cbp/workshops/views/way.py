"""What the pages of sessions share: the way to them, and the page of a form."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.db.models import prefetch_related_objects
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from cbp.accounts.doors import PersonRequest
from cbp.cycles.models import Cycle
from cbp.workshops.models import Session
from cbp.workshops.phases import SessionState

Crumbs = list[dict[str, object]]


def way_to_sessions(cycle: Cycle, last: object = "") -> Crumbs:
    """To the list of the cycle; and the page itself, where it is below the list."""
    here: list[tuple[object, str]] = [*cycle.crumbs(), (cycle, cycle.get_absolute_url())]
    listing = reverse("workshops:session-list", args=[cycle.pk])
    here += [(_("Sessions"), listing), (last, "")] if last else [(_("Sessions"), "")]
    return [{"label": label, "url": url} for label, url in here]


def way_to(session: Session, last: object = "") -> Crumbs:
    above = way_to_sessions(session.cycle, session)
    return (
        [*above[:-1], {**above[-1], "url": session.get_absolute_url()}, {"label": last, "url": ""}] if last else above
    )


def with_groups(cycle: Cycle) -> Cycle:
    """So that the name of a group asks the database no more."""
    prefetch_related_objects([cycle.programme], "population_groups")
    return cycle


def form_page(request: PersonRequest, form: Any, *, title: str, submit: str, back: str, **context: Any) -> HttpResponse:
    status = 422 if form.is_bound else 200
    values = {"form": form, "title": title, "submit": submit, "cancel": back, **context}
    return render(request, "workshops/form.html", values, status=status)


def closed_page(request: PersonRequest, session: Session) -> HttpResponse:
    """Nothing is entered any more: back to the record, which says so."""
    state = SessionState(session.state).label
    messages.error(request, _("This session is “%(state)s”. Nothing is entered into it any more.") % {"state": state})
    return redirect(session)
