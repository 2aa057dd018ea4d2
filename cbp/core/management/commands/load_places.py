"""Loads places from an official table of P-codes; exit status 0 only when nothing was refused."""

from typing import Any

from cbp.core.actions.loading import Outcome
from cbp.core.actions.places import load_places
from cbp.core.commands import LoadCommand


class Command(LoadCommand):
    help = __doc__

    def load(self, content: bytes, how: dict[str, Any], options: dict[str, Any]) -> Outcome:
        return load_places(content, by=None, **how)
