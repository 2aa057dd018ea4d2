"""The state of a thing as a mark with its word: the same colour for the same kind of state in every life cycle."""

from typing import Any

from django import template
from django.template.loader import render_to_string
from django.utils.safestring import SafeString

register = template.Library()

ACTIVE, GOOD, WARN = "active", "good", "warn"
# What is not named here is neither under way nor settled: planned, draft, superseded, cancelled, withdrawn.
KINDS = {
    "preparing": ACTIVE, "assessing": ACTIVE, "planning": ACTIVE, "validating": ACTIVE, "implementing": ACTIVE,
    "reviewing": ACTIVE, "in-review": ACTIVE, "recorded": ACTIVE, "open": ACTIVE, "submitted": ACTIVE,
    "validated": GOOD, "verified": GOOD, "closed": GOOD, "endorsed": GOOD,
    "returned": WARN,
}  # fmt: skip


@register.simple_tag
def state_mark(state: str, label: Any) -> SafeString:
    return render_to_string("components/status.html", {"kind": KINDS.get(state, "neutral"), "label": label})
