"""What stands before a step forward. The gates know nothing of what they check: whoever owns a check registers it.

`register` is called in the `AppConfig.ready()` of the app that owns the check. A check answers for one cycle whether it
is fulfilled, in a sentence, and where it can be put right.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from django.utils.functional import Promise

from cbp.cycles.models import Cycle, GatePassage
from cbp.cycles.phases import Gate

Label = str | Promise


@dataclass(frozen=True)
class Standing:
    """How one check stands for one cycle. `url` leads to where it can be put right."""

    is_fulfilled: bool
    sentence: str
    url: str = ""


@dataclass(frozen=True)
class Check:
    """A question that a gate asks. `label` names what must be so, untranslated until it is shown."""

    code: str
    label: Label
    ask: Callable[[Cycle], Standing]


@dataclass(frozen=True)
class Point:
    """One check of the next gate with its answer, and the reason for which a manager waived it."""

    code: str
    label: Label
    is_fulfilled: bool
    sentence: str
    url: str
    waived_reason: str = ""

    @property
    def is_open(self) -> bool:
        return not self.is_fulfilled and not self.waived_reason


_CHECKS: dict[Gate, list[Check]] = {gate: [] for gate in Gate}


def register(gate: Gate, code: str, label: Label, check: Callable[[Cycle], Standing]) -> None:
    """In the order in which the house is built from below. Passages keep the code, so a code is used once."""
    if any(code == one.code for one in _CHECKS[gate]):
        raise RuntimeError(f"The gate “{gate.value}” has a check “{code}” already.")
    _CHECKS[gate].append(Check(code, label, check))


def checks_of(gate: Gate) -> list[Check]:
    return list(_CHECKS[gate])


def standing(cycle: Cycle) -> list[Point]:
    """The checks of the gate before the next step, as they stand now. No gate, or a gate without checks: none."""
    gate = cycle.next_gate
    if gate is None or not _CHECKS[gate]:
        return []
    waived = [one for one in cycle.passages.all() if (one.gate, one.outcome) == (gate, GatePassage.Outcome.WAIVED)]
    reasons = {one.check_code: one.reason for one in waived}
    return [_point(check, check.ask(cycle), reasons) for check in _CHECKS[gate]]


def _point(check: Check, answer: Standing, reasons: dict[str, str]) -> Point:
    reason = "" if answer.is_fulfilled else reasons.get(check.code, "")
    return Point(check.code, check.label, answer.is_fulfilled, answer.sentence, answer.url, reason)


def listing() -> list[tuple[str, list[str]]]:
    """Every gate with its checks, in the language of the reader: for the documents of the house."""
    return [(str(gate.label), [str(check.label) for check in _CHECKS[gate]]) for gate in Gate]
