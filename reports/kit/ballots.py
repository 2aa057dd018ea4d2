"""Ballots with pictures, for people who do not read, and the sheet on which two persons count them. (domain 14: F4)"""

from __future__ import annotations

from typing import Any

from reports.kit.pictograms import picture_of
from reports.plan_paper.wording import group_label, told

Row = dict[str, Any]
# Up to so many options a ballot is a quarter of a page, to be cut; with more it is a whole one.
SMALL = 4
TO_A_PAGE = 4
BOXES = 10


def ballots(snapshot: Row, about: str) -> Row:
    ranking = snapshot["rankings"][about]
    options = _options(ranking)
    is_small = len(options) <= SMALL
    return {
        **_told(ranking),
        "options": options,
        "boxes": range(min(ranking["most_on_one"], BOXES)),
        "is_small": is_small,
        "copies": range(TO_A_PAGE if is_small else 1),
    }


def tally(snapshot: Row, about: str) -> Row:
    ranking = snapshot["rankings"][about]
    groups = [group_label(snapshot, code) for code in ranking["groups"]]
    return {**_told(ranking), "options": _options(ranking), "groups": groups}


def _told(ranking: Row) -> Row:
    return {
        "ranking": told(ranking["texts"], "title"),
        "votes_each": ranking["votes_each"],
        "most_on_one": ranking["most_on_one"],
    }


def _options(ranking: Row) -> list[Row]:
    return [
        {
            "number": number,
            "title": told(option["texts"], "title"),
            "picture": picture_of(option["sector"]),
        }
        for number, option in enumerate(ranking["options"], 1)
    ]
