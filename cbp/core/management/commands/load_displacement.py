"""Loads displacement figures of areas; exit status 0 only when nothing was refused."""

from typing import Any

from django.core.management.base import CommandParser

from cbp.core.actions.displacement import DEFAULT_SOURCE, load_displacement
from cbp.core.actions.loading import Outcome
from cbp.core.commands import LoadCommand


class Command(LoadCommand):
    help = __doc__

    def add_arguments(self, parser: CommandParser) -> None:
        super().add_arguments(parser)
        parser.add_argument("--source", default=DEFAULT_SOURCE, help="who published the figures")

    def load(self, content: bytes, how: dict[str, Any], options: dict[str, Any]) -> Outcome:
        return load_displacement(content, by=None, source=options["source"], **how)
