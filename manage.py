#!/usr/bin/env python3
"""The one door to every command.

`up`, `test` and `bench` install on first use what they need; every other verb goes to Django, beside a running `up`
or with a database server of its own for the length of the command. Before the packages are there nothing of ours may
be imported, so the first steps are run by path and use the standard library only.
"""

import os
import runpy
import sys
from pathlib import Path

PROJECT = Path(__file__).resolve().parent
OLDEST = (3, 11)


def main() -> None:
    if sys.version_info < OLDEST:  # an old Python reads this file too, and must hear why it is refused
        found = ".".join(str(part) for part in sys.version_info[:2])
        sys.exit(f"This needs Python 3.11 or newer; this is Python {found}. With a newer one: python3.13 manage.py up")
    bootstrap = runpy.run_path(str(PROJECT / "cbp" / "local" / "bootstrap.py"), run_name="bootstrap")
    bootstrap["enter"](str(PROJECT), sys.argv[1:])  # comes back only for Django's verbs, inside the right Python
    run_django_command()


def run_django_command() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "cbp.settings")
    sys.path.insert(0, str(PROJECT))
    from django.core.management import execute_from_command_line

    from cbp.local.command import surroundings

    with surroundings(sys.argv[1:]):
        execute_from_command_line(sys.argv)


if __name__ == "__main__":
    main()
