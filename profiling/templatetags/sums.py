"""Sums over communities on a page: with how many of them they are known of, because unknown is not zero."""

from __future__ import annotations

from typing import Any

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from cbp.core.ages import Band
from cbp.core.templatetags.figures import number, unknown, written
from profiling.reading.area_sums import Totals
from profiling.reading.counts import band_label

register = template.Library()


@register.simple_tag
def tally(line: Totals, name: str) -> SafeString:
    """The sum, and under it of how many communities it is known where that is not all of them."""
    found = line.tallies[name]
    if found.value is None:
        return unknown()
    if line.is_whole(name):
        return number(found.value)
    few = _("%(known)s of %(all)s known") % _of(line, name)
    return format_html("{}<br><small>{}</small>", number(found.value), few)


@register.inclusion_tag("components/tile.html")
def tally_tile(line: Totals, name: str, label: str) -> dict[str, Any]:
    value = line.tallies[name].value
    note = "" if line.is_whole(name) or value is None else _incomplete(line, name)
    return {"label": label, "value": None if value is None else number(value), "note": note}


def _incomplete(line: Totals, name: str) -> str:
    told = ngettext(
        "incomplete: known of %(known)s of %(all)s community",
        "incomplete: known of %(known)s of %(all)s communities",
        line.communities,
    )
    return told % _of(line, name)


def _of(line: Totals, name: str) -> dict[str, str]:
    return {"known": written(line.tallies[name].known), "all": written(line.communities)}


@register.filter
def band(value: Band) -> str:
    return band_label(value)
