"""A page that asks: a form under a title, and the deed when it was answered."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.forms import BaseForm
from django.http import HttpResponse
from django.shortcuts import redirect, render

from cbp.accounts.doors import PersonRequest
from cbp.accounts.saving import draft_key, edited
from cbp.core.forms import VersionedForm
from cbp.core.refusals import Refused
from cbp.core.templatetags.look import SAVED
from cbp.core.ways import Walked, Way, way_to

PAGE = "accounts/form_page.html"


def form_page(
    request: PersonRequest,
    form: BaseForm,
    *,
    title: str,
    submit: str,
    cancel: str,
    breadcrumbs: Way,
    template: str = PAGE,
    **words: Any,
) -> HttpResponse:
    """`words`: lead, hint, key (under it the browser keeps what is typed), danger; what an own template asks."""
    context = {"form": form, "title": title, "submit": submit, "cancel": cancel, "breadcrumbs": breadcrumbs, **words}
    return render(
        request, template, {"lead": "", "hint": "", "key": "", **context}, status=422 if form.is_bound else 200
    )


def asked(
    request: PersonRequest,
    form: BaseForm,
    act: Callable[[], object],
    *,
    thing: Walked,
    said: str,
    title: str,
    here: str = "",
    back: str = "",
    key: str | None = None,
    **page: Any,
) -> HttpResponse:
    """Done, or the page again with the refusal above what was typed. `back` is where it leads, if not to the thing.

    `here` is the last step of the way through the thing, if not the title. What is typed is kept in the browser under
    `key`, else under the address of the page; an empty key keeps nothing.
    """
    key = _key_of(request, form) if key is None else key
    if request.method == "POST" and form.is_valid():
        try:
            act()
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, said, extra_tags=f"{SAVED}{key}" if key else "")
            return redirect(back or thing.get_absolute_url())
    page = {"breadcrumbs": way_to(thing, here or title), "cancel": thing.get_absolute_url(), **page}
    return form_page(request, form, title=title, key=key, **page)


def written(
    request: PersonRequest,
    form: VersionedForm,
    save: Callable[[], object],
    *,
    said: str,
    title: str,
    thing: Walked | None = None,
    here: str = "",
    breadcrumbs: Way | None = None,
    key: str | None = None,
    back: str = "",
    touched: Callable[[], object] | None = None,
    part: bool = False,
    **page: Any,
) -> HttpResponse:
    """What others may change too: saved (see `edited`), or the page of its form, first or again.

    `thing`: what the page stands under, if not what the form writes. `here`: the last step of its way, if not the
    title. Cancelling leads to the step above; `back` is where saving leads, if not to what was written. What is typed
    is kept in the browser under `key`, else under the key of what the form writes; an empty key keeps nothing.
    """
    # Before the form writes what was typed into the thing: the way tells what is stored.
    breadcrumbs = breadcrumbs or way_to(thing or form.instance, here or title)
    page = {"breadcrumbs": breadcrumbs, "cancel": breadcrumbs[-2]["url"], **page}
    key = draft_key(form.instance) if key is None else key
    answer = edited(request, form, save, key=key, said=said, back=back, touched=touched, part=part)
    return answer or form_page(request, form, title=title, key=key, **page)


def _key_of(request: PersonRequest, form: BaseForm) -> str:
    """No browser keeps a chosen file, and a form in which nothing is typed needs no keeping."""
    return request.path if form.visible_fields() and not form.is_multipart() else ""
