"""Renders a paper into a file, without a worker: render_paper area-sheet TCD07 --language ar --output lac.pdf"""

import json
import sys
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandParser

from cbp.core.refusals import Refused
from reports import pango
from reports.actions import refuse_too_long
from reports.papers import PAPERS


class Command(BaseCommand):
    help = __doc__

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("paper", choices=sorted(PAPERS), help="which paper")
        parser.add_argument(
            "subject",
            help="area-sheet: a P-code (TCD07), level:P-code (2:TCD0704), or a row's number; others: a row's number",
        )
        parser.add_argument("--language", default="en", choices=[code for code, _label in settings.LANGUAGES])
        parser.add_argument("--output", type=Path, required=True, help="the file to write")
        parser.add_argument("--json", action="store_true", help="print pages, size and checksums as JSON")

    def handle(self, *args: Any, **options: Any) -> None:
        """Exit status 0 with the file written; 1 and one sentence when it is refused."""
        try:
            outcome = self._render(options)
        except (Refused, OSError) as refusal:
            self.stdout.write(json.dumps({"error": str(refusal)}) if options["json"] else str(refusal))
            sys.exit(1)
        words = f"{outcome['file']}: {outcome['pages']} pages, {outcome['size']} bytes, SHA-256 {outcome['sha256']}"
        self.stdout.write(json.dumps(outcome, ensure_ascii=False, indent=2) if options["json"] else words)

    def _render(self, options: dict[str, Any]) -> dict[str, Any]:
        if not pango.is_here():
            raise Refused(f"The text library Pango is missing. Install it with: {pango.how_to_install()}")
        from reports import rendering

        paper, language = PAPERS[options["paper"]], options["language"]
        snapshot = paper.snapshot(paper.find(options["subject"]), None)
        refuse_too_long(paper, snapshot, language)
        rendered = rendering.pdf_of(paper, snapshot, language)
        options["output"].write_bytes(rendered.content)
        return {"file": str(options["output"]), "language": language, **rendered.as_json()}
