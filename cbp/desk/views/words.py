"""Translating what communities said: one page for every kind of thing that has words."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import get_language_info
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from cbp.accounts.access import can, why_not
from cbp.accounts.doors import PersonRequest, needs
from cbp.accounts.saving import draft_key, edited, sent_form
from cbp.core.listing import listed
from cbp.core.once import once
from cbp.core.ways import way
from cbp.desk.forms.words import words_form
from cbp.desk.spoken import KINDS, Kind, languages_of, other_languages, texts_of, write_words


@require_http_methods(["GET", "POST"])
@needs()
@once
def words(request: PersonRequest, label: str, pk: int) -> HttpResponse:
    """Outside the person's reach nothing is there (404); within it, without the right, the reason is told (403)."""
    kind = KINDS.get(label)
    thing = kind.found(request.user, pk) if kind else None
    if kind is None or thing is None:
        raise Http404
    if not can(request.user, kind.right(thing), kind.root_of(thing)):
        raise PermissionDenied(why_not(kind.right(thing)))
    language = _language(request, thing)
    form = sent_form(request, words_form(kind, thing, language), kind.keeper(thing))
    here = f"{reverse('desk:words', args=[label, pk])}?to={language}"
    key = "" if kind.is_closed(thing) else draft_key(thing, f"-words-{language}")

    def save() -> None:
        write_words(kind, thing, language, form.words(), expected=form.expected_version(), by=request.user)

    part = kind.keeper(thing) is not thing  # words of a row in a profile
    answer = edited(request, form, save, key=key, said=_("The translation is saved."), back=here, part=part)
    context = {"form": form, "key": key, "language": language, **_page(kind, thing, label, language)}
    return answer or render(request, "desk/words_form.html", context, status=422 if form.is_bound else 200)


def _language(request: PersonRequest, thing: Any) -> str:
    """The language asked for; without one the reader's own, where it is not the one in which it was said."""
    others = other_languages(thing)
    asked = request.GET.get("to")
    if asked is None:
        return request.user.language if request.user.language in others else others[0]
    if asked not in others:
        raise Http404
    return asked


def _page(kind: Kind, thing: Any, label: str, language: str) -> dict[str, object]:
    address = reverse("desk:words", args=[label, thing.pk])
    return {
        "thing": thing,
        "name": kind.name(thing),
        "said_in": listed(get_language_info(code)["name_translated"] for code in languages_of(thing)),
        "home": kind.home(thing),
        "refusal": kind.refusal(thing),
        "texts": texts_of(kind, thing, language),
        "tabs": [(code, f"{address}?to={code}", code == language) for code in other_languages(thing)],
        "breadcrumbs": way(*kind.steps(thing), _("Translations")),
    }
