"""`count_votes FILE`: counts an election in the format of Pabulib and says what a rule chooses. Writes nothing."""

from __future__ import annotations

import json
from decimal import Decimal
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from cbp.core.refusals import Refused
from cbp.priorities.counting import RULES, Count
from cbp.priorities.pabulib import Election, read


class Command(BaseCommand):
    help = "Counts the votes of a Pabulib file and says what is chosen by a rule."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=Path)
        parser.add_argument("--rule", choices=list(RULES), default="greedy-skip")
        parser.add_argument("--json", action="store_true", help="one JSON object on the standard output")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            election = read(options["file"].read_bytes())
        except OSError as error:
            raise CommandError(f"{options['file']}: {error.strerror}") from error
        except Refused as refusal:
            raise CommandError(str(refusal)) from refusal
        for line in election.odd:
            self.stderr.write(f"Odd: {line}")
        count = RULES[options["rule"]](election)
        for alike in count.tied:
            self.stderr.write(f"Tied, decided by the order of the file: {', '.join(_ids(election, alike))}")
        self.stdout.write(json.dumps(told(election, count)) if options["json"] else _table(election, count))


def told(election: Election, count: Count) -> dict[str, Any]:
    """{"votes": {project: number}, "selected": [projects], "left": amount}; with "scores" where ballots hold points."""
    ids, scores, votes = _ids(election), election.scores(), election.votes()
    found: dict[str, Any] = {"votes": dict(zip(ids, votes, strict=True))}
    if scores != votes:
        found["scores"] = dict(zip(ids, scores, strict=True))
    return {**found, "selected": _ids(election, count.selected), "left": _amount(count.left)}


def _ids(election: Election, places: tuple[int, ...] | None = None) -> list[str]:
    return [election.projects[at].id for at in (range(len(election.projects)) if places is None else places)]


def _amount(amount: Decimal) -> int | float:
    return int(amount) if amount == int(amount) else float(amount)


def _table(election: Election, count: Count) -> str:
    lines = [f"{election.voters} ballots, {len(election.projects)} projects, budget {election.budget}", ""]
    scores = election.scores()
    for at in sorted(range(len(scores)), key=lambda one: (-scores[one], one)):
        project = election.projects[at]
        mark = "chosen" if at in count.selected else ""
        lines.append(f"{project.id:>12}  {scores[at]:>9}  {project.cost:>14}  {mark:<6}  {project.name}".rstrip())
    return "\n".join([*lines, "", f"left: {count.left}"])
