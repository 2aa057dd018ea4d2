"""What the loading commands share: a file in, counts and faults out, the exit status true to them."""

import json
import sys
from abc import ABC, abstractmethod
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from cbp.core.actions.loading import Outcome
from cbp.core.refusals import Refused


class LoadCommand(BaseCommand, ABC):
    """Exit status 0 only when nothing was refused; 1 when rows or the whole file were."""

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=Path)
        parser.add_argument("--json", action="store_true", help="print the outcome as JSON")
        parser.add_argument("--check", action="store_true", help="read and tell, write nothing")
        parser.add_argument("--skip-faulty", action="store_true", help="load the other rows when some are refused")

    @abstractmethod
    def load(self, content: bytes, how: dict[str, Any], options: dict[str, Any]) -> Outcome: ...

    def handle(self, *args: Any, **options: Any) -> None:
        file: Path = options["file"]
        how = {"apply": not options["check"], "skip_faulty": options["skip_faulty"], "name": file.name}
        try:
            outcome = self.load(file.read_bytes(), how, options)
        except (Refused, OSError) as refusal:
            self._say({"file": file.name, "error": str(refusal)}, str(refusal), as_json=options["json"])
            sys.exit(1)
        self._say({"file": file.name, **outcome.as_json()}, self._words(outcome), as_json=options["json"])
        if outcome.faults:
            sys.exit(1)

    def _say(self, data: dict[str, Any], words: str, *, as_json: bool) -> None:
        self.stdout.write(json.dumps(data, ensure_ascii=False, indent=2) if as_json else words)

    def _words(self, outcome: Outcome) -> str:
        counts = (
            f"{outcome.rows} rows: {outcome.created} created, {outcome.changed} changed, "
            f"{outcome.unchanged} unchanged, {outcome.refused} refused."
        )
        faults = [f"row {fault.row}: {fault.message}" for fault in sorted(outcome.faults, key=lambda fault: fault.row)]
        wrote = [] if outcome.applied else ["Nothing was written."]
        return "\n".join([counts, *faults, *wrote])
