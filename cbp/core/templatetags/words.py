"""Texts of communities: each in its own language and direction, with a word where it is a draft translation."""

from typing import Any

from django import template
from django.urls import reverse
from django.utils.html import format_html, linebreaks
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language, get_language_info, pgettext

from cbp.core.models.words import Said, Spoken, Wording

register = template.Library()


def _spoken(said: Said) -> dict[str, Any]:
    direction = "rtl" if get_language_info(said.language)["bidi"] else "ltr"
    return {"language": said.language, "direction": direction}


def _mark(said: Said) -> SafeString:
    if said.state != Wording.DRAFT:
        return mark_safe("")
    return format_html(' <span class="wording">{}</span>', pgettext("wording", "draft translation"))


@register.filter
def said(thing: Spoken, field: str) -> SafeString:
    """`{{ need|said:"title" }}`: in the reader's language where there is a translation, else as it was said."""
    found = thing.said(field)
    if not found.text:
        return mark_safe("")
    if found.language == (get_language() or "en")[:2]:
        return format_html("<bdi>{}</bdi>{}", found.text, _mark(found))
    return format_html('<bdi lang="{language}" dir="{direction}">{text}</bdi>', text=found.text, **_spoken(found))


@register.filter
def said_at_length(thing: Spoken, field: str) -> SafeString:
    """The same for longer texts, with their paragraphs and lines."""
    found = thing.said(field)
    if not found.text:
        return mark_safe("")
    text = mark_safe(linebreaks(found.text, autoescape=True))
    return format_html(
        '<div class="words" lang="{language}" dir="{direction}">{text}{mark}</div>',
        text=text,
        mark=_mark(found),
        **_spoken(found),
    )


@register.filter
def words_url(thing: Spoken) -> str:
    """`{{ row|words_url }}`: where its words are translated; empty while it holds none."""
    if not any(getattr(thing, field) for field in thing.TEXTS):
        return ""
    return reverse("desk:words", args=[thing._meta.label_lower, thing.pk])
