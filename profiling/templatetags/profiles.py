"""Cells of the tables of a profile, as screens and papers show them: each in its own direction, unknown in words."""

from typing import Any

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString

from cbp.core.templatetags.figures import name, short_day, unknown
from cbp.core.templatetags.words import said
from profiling.reading import Cell, CellKind

register = template.Library()


@register.filter
def cell(entry: Any, read: Cell) -> SafeString:
    """`{{ row.entry|cell:cell }}`: what the row says there."""
    if not read.text:
        return unknown()
    match read.kind:
        case CellKind.FIGURE:
            return format_html('<span class="figure" dir="ltr">{}</span>', read.text)
        case CellKind.WORDS if read.name in entry.TEXTS:
            return said(entry, read.name)
        case CellKind.DAY:
            return short_day(read.value)
        case CellKind.ORGANISATION | CellKind.WORDS:
            return name(read.text)
    return format_html("<bdi>{}</bdi>", read.text)
