"""Words of a community inside a page or a paper: marked with the language in which they were said."""

from __future__ import annotations

from django import template
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language, get_language_info

register = template.Library()


@register.filter
def in_tongue(text: str, language: str) -> SafeString:
    """`{{ row.label|in_tongue:picture.language }}`: isolated; lines stay lines."""
    lines = format_html_join(mark_safe("<br>"), "{}", ((line,) for line in str(text).splitlines()))
    direction = "rtl" if get_language_info(language)["bidi"] else "ltr"
    if language == (get_language() or "en")[:2]:
        return format_html('<bdi class="told" dir="{}">{}</bdi>', direction, lines)
    return format_html('<bdi class="told" lang="{}" dir="{}">{}</bdi>', language, direction, lines)
