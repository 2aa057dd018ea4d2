"""Display only: states, places, bars and lists of needs as the pages of this room show them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from decimal import Decimal

from django import template
from django.template.loader import render_to_string
from django.utils.html import format_html
from django.utils.safestring import SafeString

from cbp.core.listing import listed
from cbp.core.templatetags.figures import written
from cbp.priorities.methods import Fate
from cbp.priorities.models import CombinationRule, Need, Ranking
from cbp.priorities.phases import NeedState, RankingState
from cbp.priorities.reading.lines import OptionLine

register = template.Library()

TONES = {
    NeedState.CONFIRMED: "active", NeedState.RANKED: "good", NeedState.PLANNED: "good", NeedState.PARKED: "warn",
    NeedState.REFERRED: "warn", RankingState.OPEN: "active", RankingState.CLOSED: "good",
}  # fmt: skip
FATES = {Fate.CHOSEN: "good", Fate.NO_COST: "warn", Fate.TIED: "warn", Fate.OPEN: "warn"}


@register.simple_tag
def state_of(thing: Need | Ranking) -> SafeString:
    """The state as a mark with its word."""
    label = thing.get_state_display()
    tones = {str(state): tone for state, tone in TONES.items()}
    return render_to_string("components/status.html", {"kind": tones.get(thing.state, "neutral"), "label": label})


@register.simple_tag
def fate_of(fate: Fate, label: str) -> SafeString:
    return render_to_string("components/status.html", {"kind": FATES.get(fate, "neutral"), "label": label})


@register.filter
def place(value: str) -> SafeString:
    """“2=” stays “2=” beside Arabic words; nothing computed yet is a dash."""
    return format_html('<span class="figure" dir="ltr">{}</span>', value or "–")


@register.filter
def titles(options: Iterable[OptionLine]) -> str:
    """Needs by name in a sentence, each isolated in its own direction."""
    return listed(option.title for option in options)


@register.filter
def names(things: Iterable[object]) -> str:
    return listed(getattr(thing, "label", thing) for thing in things)


@register.simple_tag
def bar(share: Decimal | None, is_first: bool = False) -> SafeString:
    """A share of a hundred as a bar that begins where the line begins. A group's first choice is solid."""
    return format_html(
        '<svg class="bar{}" viewBox="0 0 100 10" preserveAspectRatio="none" aria-hidden="true" focusable="false">'
        '<rect width="100" height="10"/><rect width="{}" height="10"/></svg>',
        " bar--first" if is_first else "",
        format(share or Decimal(0), "f"),
    )


@register.filter
def calculation(values: str) -> SafeString:
    """A calculation is read from left to right everywhere."""
    return format_html('<span class="figure" dir="ltr">{}</span>', values)


@register.simple_tag
def times(voters: int | None, each: int, possible: int | None) -> SafeString:
    """12 × 3 = 36."""
    if voters is None or possible is None:
        return calculation("–")
    return calculation(f"{written(voters)} × {written(each)} = {written(possible)}")


@register.filter
def rule_label(code: str) -> str:
    return str(dict(CombinationRule.choices).get(code, code))


@register.filter
def at(things: Sequence[object], position: int) -> object:
    """The one that stands at the same position in another row."""
    return things[position]
