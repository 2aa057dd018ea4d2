"""What a Django command finds around it: a running `up`, or a database server for the length of the command.

Nothing is said on standard output, which belongs to the command.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager

from cbp.local import prepare
from cbp.local.addresses import database_url, redis_url
from cbp.local.bell import Bell, StopAsked
from cbp.local.bootstrap import Problem, as_sentence, last_line, run_logged, say
from cbp.local.servers import Servers
from cbp.local.state import Hold, Running, State
from cbp.local.surroundings import base_environment

# They read and write files only; a server would be started for nothing.
WITHOUT_DATABASE = {
    "", "help", "version", "--help", "--version", "-h", "compilemessages", "makemessages", "collectstatic",
    "findstatic", "startapp", "startproject", "diffsettings", "check", "count_votes",
}  # fmt: skip
# They are about the tables themselves, so the tables are not made for them first.
ON_BARE_DATABASE = {"migrate", "makemigrations", "showmigrations", "sqlmigrate", "dbshell", "createcachetable"}
WAITS = 60.0


@contextmanager
def surroundings(args: Sequence[str]) -> Iterator[None]:
    """Sets the environment for the command in this process; what the person has set stays as it is."""
    verb = args[0] if args else ""
    state = State.here()
    if "DATABASE_URL" in os.environ:
        if (state.root / "secret_key").exists():  # `up` ran here: its keys and folders fit that database
            os.environ.update(base_environment(state))
        yield
        return
    try:
        os.environ.update(base_environment(state))
        hold = None if verb in WITHOUT_DATABASE or "--help" in args else _hold_or_join(state, verb)
    except (Problem, OSError) as problem:
        sys.exit(as_sentence(problem))
    if hold is None:
        _point_to(state, Running.read(state))
        yield
        return
    try:
        with own_database(state, verb):
            yield
    finally:
        hold.release()


def _hold_or_join(state: State, verb: str) -> Hold | None:
    """The state folder for ourselves, or None when a running `up` has the database that we shall use."""
    hold = Hold(state)
    if hold.take(f"command-{verb}"):
        Running.forget(state)
        return hold
    if Running.read(state):
        return None
    say("Another command works on this database; waiting for it.")
    if hold.take_within(WAITS, f"command-{verb}", until=lambda: Running.read(state) is not None):
        Running.forget(state)
        return hold
    if Running.read(state):
        return None
    name, pid = hold.holder()
    raise Problem(f"The database is still used by another command: {name}, process {pid}.")


def _point_to(state: State, running: Running | None) -> None:
    unreached = database_url(state.root / "postgres")
    os.environ.setdefault("DATABASE_URL", running.DATABASE_URL if running else unreached)
    os.environ.setdefault("REDIS_URL", running.REDIS_URL if running else redis_url(state.root / "no-broker"))
    if running:
        os.environ.setdefault("SITE_URL", running.url)


@contextmanager
def own_database(state: State, verb: str) -> Iterator[None]:
    """Without a broker: what a command would ring for is done by the worker of the next `up`."""
    servers = Servers(bell := Bell())
    try:
        try:
            os.environ["DATABASE_URL"] = servers.start_database(state.root / "postgres", state.log("postgres"))
            _point_to(state, None)
            if verb not in ON_BARE_DATABASE:
                _ensure_tables(state)
        except (Problem, OSError) as problem:
            sys.exit(as_sentence(problem))
        except StopAsked:
            sys.exit(130)
        bell.hang_up()  # from here on a signal interrupts the command itself
        yield
    finally:
        servers.stop()


def _ensure_tables(state: State) -> None:
    """On a machine where `up` has never run, a command finds the tables all the same."""
    if prepare.tables_are_ready(state.root, os.environ["DATABASE_URL"]):
        return
    log = state.log("prepare")
    if run_logged([sys.executable, "-m", "cbp.local.prepare", str(state.root), "migrate"], log):
        raise Problem(f"The preparation of the database failed: {last_line(log)}\nThe whole log: {log}")
