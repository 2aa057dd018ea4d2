"""Numbers, days, codes and names as screens and papers show them: isolated, so that no direction turns them round.

Beside Arabic words a bare “125 000 USD” comes out as “USD 000 125”. Every filter here puts its figure into a span with
a direction of its own; the style sheets isolate `[dir=ltr]` and `[dir=rtl]`. Unknown is said in words, never as zero.
"""

import datetime
import unicodedata
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from django import template
from django.utils import formats, timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import get_language, get_language_bidi, gettext, pgettext

from cbp.core import labels
from cbp.core.suppression import HIDDEN

register = template.Library()

Count = int | float | Decimal | None
# The space before the sign is part of the language; it never breaks.
PERCENT = {"fr": "{}\u202f%", "es": "{}\u00a0%"}
MINUS = "\u2212"


def unknown() -> SafeString:
    return format_html('<span class="unknown">{}</span>', pgettext("figure", "not known"))


def not_applicable() -> SafeString:
    return format_html('<span class="unknown">{}</span>', pgettext("figure", "not applicable"))


def written(value: Count, places: int = 0) -> str:
    """The number alone, in the separators of the language; for attributes, plain text and pictures."""
    if value is None:
        return ""
    # Rounded here: Django cuts the decimals of a float off.
    exact = Decimal(str(value)).quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP)
    text = formats.number_format(exact, decimal_pos=places, use_l10n=True, force_grouping=True)
    return text.replace("-", MINUS)


def amount(value: Decimal, currency: str = "") -> str:
    """An amount with its ISO currency, in one piece; cents only where there are any."""
    words = written(value, 0 if value == value.to_integral_value() else 2)
    return f"{words}\u00a0{currency}" if currency else words


def share(value: float | Count, places: int = 1) -> str:
    """A share of a hundred, with its sign, as plain text."""
    return PERCENT.get((get_language() or "en")[:2], "{}%").format(written(value, places))


def in_text(figure: int | str) -> str:
    """A figure within a sentence of plain text: isolated, so that a calculation keeps its order in Arabic too."""
    return f"\u2066{written(figure) if isinstance(figure, int) else figure}\u2069"


def direction_of(text: str) -> str:
    """The direction of a text: that of its first letter."""
    for sign in text:
        kind = unicodedata.bidirectional(sign)
        if kind in ("R", "AL"):
            return "rtl"
        if kind == "L":
            return "ltr"
    return "ltr"


@register.filter
def number(value: Count, places: int = 0) -> SafeString:
    """A count or an amount. None is not known."""
    if value is None:
        return unknown()
    return format_html('<span class="figure" dir="ltr">{}</span>', written(value, places))


@register.filter
def shown(value: int | str | None) -> SafeString:
    """A count out of a snapshot, in which small counts of people are hidden."""
    if value == HIDDEN:
        return format_html('<span class="unknown">{}</span>', pgettext("figure", "hidden"))
    return number(int(value) if isinstance(value, str) else value)


@register.filter
def change(value: Count) -> SafeString:
    """A difference, with its sign: +4,410 or −310."""
    if value is None:
        return unknown()
    sign = "+" if value > 0 else ""
    return format_html('<span class="figure" dir="ltr">{}{}</span>', sign, written(value))


@register.filter
def percent(value: Count, places: int = 1) -> SafeString:
    """A share of a hundred. None means that there is nothing to divide by."""
    if value is None:
        return not_applicable()
    return format_html('<span class="figure" dir="ltr">{}</span>', share(value, places))


@register.filter
def day(value: datetime.date | str | None) -> SafeString:
    """A day in words; also takes the ISO form in which a snapshot keeps it."""
    found = datetime.date.fromisoformat(value[:10]) if isinstance(value, str) and value else value
    if not found:
        return unknown()
    return _time(found.isoformat(), formats.date_format(found, "DATE_FORMAT"))


@register.filter
def short_day(value: datetime.date | str | None) -> SafeString:
    """A day in few letters, for the columns of a table."""
    found = datetime.date.fromisoformat(value[:10]) if isinstance(value, str) and value else value
    return _time(found.isoformat(), formats.date_format(found, "SHORT_DATE_FORMAT")) if found else unknown()


@register.filter
def moment(value: datetime.datetime | str | None) -> SafeString:
    """A moment in the time zone of the reader; a paper says UTC by itself."""
    found = datetime.datetime.fromisoformat(value) if isinstance(value, str) and value else value
    if not isinstance(found, datetime.datetime):
        return unknown()
    local = timezone.localtime(found) if timezone.is_aware(found) else found
    return _time(local.isoformat(timespec="minutes"), formats.date_format(local, "SHORT_DATETIME_FORMAT"))


def _time(machine: str, words: str) -> SafeString:
    direction = "rtl" if get_language_bidi() else "ltr"
    language = get_language() or "en"
    return format_html('<time datetime="{}" dir="{}" lang="{}">{}</time>', machine, direction, language, words)


@register.filter
def code(value: Any) -> SafeString:
    """A P-code, a hash, a phone number: read from left to right everywhere."""
    return format_html('<span class="code" dir="ltr">{}</span>', value) if value not in (None, "") else unknown()


@register.filter
def name(value: Any) -> SafeString:
    """A name in whatever script: isolated in its own direction, in the font of its own letters."""
    text = str(value or "")
    return format_html('<span class="name" dir="{}">{}</span>', direction_of(text), text) if text else unknown()


@register.filter
def labelled(label: object, text: object) -> SafeString:
    """`{{ paper.title|labelled:place }}`: a label and what it is about, which is isolated in its own direction."""
    return format_html(labels.labelled("{}", "<bdi>{}</bdi>"), label, text)


@register.filter
def size(value: int | None) -> SafeString:
    """The size of a file, in the unit that fits."""
    if value is None:
        return unknown()
    if value >= 1_000_000:
        words = gettext("%(size)s MB") % {"size": written(value / 1_000_000, 1)}
    else:
        words = gettext("%(size)s kB") % {"size": written(max(1, round(value / 1000)))}
    return format_html('<span class="figure" dir="{}">{}</span>', direction_of(words), words)


@register.filter
def decimal(value: Decimal | str | None) -> SafeString:
    """A quantity with as many decimals as it has: 2, 2.5. A snapshot keeps it as text."""
    if value is None or value == "":
        return unknown()
    exact = Decimal(value).normalize()
    places = exact.as_tuple().exponent
    return number(exact, max(0, -places) if isinstance(places, int) else 0)


@register.filter
def bracketed(value: int) -> SafeString:
    """The number of a source, [2], in one piece."""
    return format_html('<span class="figure" dir="ltr">[{}]</span>', written(value))


@register.filter
def money(value: Decimal | str | None, currency: str = "") -> SafeString:
    """An amount with its ISO currency, in one piece; cents only where there are any. A snapshot keeps it as text."""
    if value is None or value == "":
        return unknown()
    return format_html('<span class="figure" dir="ltr">{}</span>', amount(Decimal(value), currency))
