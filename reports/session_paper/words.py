"""What was said: part by part as the record has it, each with the amendments that correct it."""

from __future__ import annotations

from typing import Any

from cbp.workshops.reading.record import ALWAYS, LISTED, SAID, label_of
from reports.plan_paper.wording import told

Row = dict[str, Any]
FIRST = ("summary", "decisions", "open_questions")


def words(snapshot: Row) -> Row:
    parts = [_part(snapshot, name) for name in SAID]
    shown = [part for part in parts if part["told"] or part["amendments"] or part["name"] in ALWAYS]
    return {
        "said": [part for part in shown if part["name"] in FIRST],
        "looking_back": [part for part in shown if part["name"] not in FIRST],
        "amended": [_amendment(one) for one in snapshot["amendments"] if one["field"] not in SAID],
    }


def _part(snapshot: Row, name: str) -> Row:
    return {
        "name": name,
        "label": label_of(name),
        "told": told(snapshot["session"]["texts"], name),
        "is_list": name in LISTED,
        "amendments": [_amendment(one) for one in snapshot["amendments"] if one["field"] == name],
    }


def _amendment(one: Row) -> Row:
    """`about`: the part of the record, where it is none of those that stand above."""
    return {**one, "about": label_of(one["field"]) if one["field"] else "", "lines": one["text"].splitlines()}
