"""Measures a part of the application on a throw-away database: figures instead of opinions."""

import json
import sys
from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from cbp.core import benches


class Command(BaseCommand):
    help = __doc__

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("name", help="what to measure")
        parser.add_argument("--json", action="store_true", help="print the figures as JSON")

    def handle(self, *args: Any, **options: Any) -> None:
        known = benches.known()
        if options["name"] not in known:
            self.stderr.write(f"No bench is called “{options['name']}”. There are: up, {', '.join(sorted(known))}.")
            sys.exit(2)
        figures = known[options["name"]]()
        lines = "\n".join(f"{name}: {value}" for name, value in figures.items())
        self.stdout.write(json.dumps(figures) if options["json"] else lines)
