"""Loads a sheet of community profiles; exit status 0 only when nothing was refused."""

from __future__ import annotations

import datetime
import json
import sys
from collections import Counter
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandParser
from django.utils import timezone

from cbp.core.choices import Confidence, Method
from cbp.core.models import Programme
from cbp.core.refusals import Refused
from profiling.actions.sheet_loading import load_profiles
from profiling.models import ColumnMapping
from profiling.sheets.findings import Outcome
from profiling.sheets.tables.columns import table_of


class Command(BaseCommand):
    help = __doc__

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=Path)
        parser.add_argument("--programme", default="", help="code of the programme; needed where there are several")
        parser.add_argument("--mapping", default="", help="name of a saved reading of columns")
        parser.add_argument("--source", default="", help="who says so; the name of the file, if nothing is said")
        parser.add_argument("--method", default=Method.ESTIMATE.value, choices=Method.values)
        parser.add_argument("--date", type=datetime.date.fromisoformat, help="date of the figures; today by default")
        parser.add_argument("--confidence", type=int, default=Confidence.LOW.value, choices=Confidence.values)
        parser.add_argument("--json", action="store_true", help="print the outcome as JSON")
        parser.add_argument("--check", action="store_true", help="read and tell, write nothing")
        parser.add_argument("--skip-faulty", action="store_true", help="load the other rows when some are refused")

    def handle(self, *args: Any, **options: Any) -> None:
        file: Path = options["file"]
        try:
            outcome = self._load(file, options)
        except (Refused, OSError) as refusal:
            self._say({"file": file.name, "error": str(refusal)}, str(refusal), options)
            sys.exit(1)
        self._say({"file": file.name, **_told(outcome)}, _words(outcome), options)
        if outcome.refused:
            sys.exit(1)

    def _load(self, file: Path, options: dict[str, Any]) -> Outcome:
        programme = _programme(options["programme"])
        source = {
            "title": options["source"] or file.name, "method": options["method"],
            "dated_on": options["date"] or timezone.localdate(), "confidence": options["confidence"],
        }  # fmt: skip
        return load_profiles(
            file.read_bytes(), name=file.name, programme=programme, source=source,
            mapping=_mapping(programme, options["mapping"]), apply=not options["check"],
            skip_faulty=options["skip_faulty"],
        )  # fmt: skip

    def _say(self, data: dict[str, Any], words: str, options: dict[str, Any]) -> None:
        self.stdout.write(json.dumps(data, ensure_ascii=False, indent=2) if options["json"] else words)


def _programme(code: str) -> Programme:
    found = Programme.objects.select_related("country").order_by("pk")
    if code:
        found = found.filter(code__iexact=code)
    if len(programmes := list(found[:2])) != 1:
        raise Refused("Name one programme by its code: --programme CODE.")
    return programmes[0]


def _mapping(programme: Programme, name: str) -> ColumnMapping | None:
    if not name:
        return None
    mapping = ColumnMapping.objects.filter(programme=programme, name=name).first()
    if mapping is None:
        raise Refused("This programme has no saved reading of columns with the name “%(name)s”.", name=name)
    return mapping


def _told(outcome: Outcome) -> dict[str, Any]:
    """Rows read, applied, skipped with their reasons, warnings by kind, control totals."""
    reasons: dict[tuple[str, int], list[dict[str, str]]] = {}
    for one in outcome.faults:
        reasons.setdefault((table_of(one.column), one.row), []).append(
            {"column": one.column, "code": one.code, "message": one.sentence}
        )
    taken = outcome.created + outcome.changed + outcome.unchanged
    return {
        "rows": outcome.rows,
        "applied": taken if outcome.applied else 0,
        "created": outcome.created,
        "changed": outcome.changed,
        "unchanged": outcome.unchanged,
        "refused": outcome.refused,
        "is_applied": outcome.applied,
        "skipped": [_skipped(table, row, told) for (table, row), told in sorted(reasons.items())],
        "tables": {code: {name: about[name] for name in ROWS} for code, about in outcome.tables.items()},
        "left_out": outcome.by_code["sum_line"],
        "warnings": outcome.warnings_by_kind,
        "control": {name: outcome.control[name] for name in CONTROL},
        "unread_columns": outcome.not_read,
    }


def _skipped(table: str, row: int, reasons: list[dict[str, str]]) -> dict[str, Any]:
    """Of a sheet of rows, `table` says which."""
    return {"row": row, **({"table": table} if table else {}), "reasons": reasons}


ROWS = ("added", "changed", "unchanged", "refused")
CONTROL = ("persons", "households", "persons_unknown", "households_unknown")


def _words(outcome: Outcome) -> str:
    told = _told(outcome)
    lines = [
        f"{outcome.rows} rows: {outcome.created} created, {outcome.changed} changed, {outcome.unchanged} unchanged, "
        f"{outcome.refused} refused.",
        f"Control totals: {told['control']['persons']} persons, {told['control']['households']} households.",
    ]
    lines += [f"row {one.row}, {one.column or 'row'}: {one.sentence}" for one in outcome.faults]
    lines += [f"warning {code}: {count}" for code, count in Counter(told["warnings"]).items()]
    if told["unread_columns"]:
        lines.append(f"Columns that were not read: {', '.join(told['unread_columns'][:20])}.")
    return "\n".join([*lines, *([] if outcome.applied else ["Nothing was written."])])
