"""`python3 manage.py test [pytest arguments]`: pytest on throw-away servers, of which nothing is left afterwards."""

from __future__ import annotations

import contextlib
import os
import shutil
import signal
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Sequence
from pathlib import Path

from cbp.local import prepare
from cbp.local.bell import STOPPING, Bell, StopAsked
from cbp.local.bootstrap import Problem, as_sentence, last_line, one_at_a_time, run_logged, say
from cbp.local.children import die_with_parent
from cbp.local.guardian import Guardian
from cbp.local.native import ensure_pango, tell_chromium
from cbp.local.postgres import FORGETFUL
from cbp.local.servers import Servers
from cbp.local.state import PROJECT, State, is_alive

PREFIX = "cbp-test-"
STATE = "test"  # inside the state folder: the stamp and the collected static files that the tests look at
SETTINGS = {
    "SECRET_KEY": "only-for-tests",
    "ENCRYPTION_KEYS": "b25seS1mb3ItdGVzdHMtb25seS1mb3ItdGVzdHMtMTI=",
    "DJANGO_SETTINGS_MODULE": "cbp.settings",
    "DJANGO_ALLOW_ASYNC_UNSAFE": "1",  # Playwright runs an event loop in the thread of the tests
    "ALLOWED_HOSTS": "localhost,127.0.0.1",
}
# Whatever the person's shell says about a running installation must not change what is tested.
NOT_PASSED_ON = (
    "SECRET_KEY_FILE", "ENCRYPTION_KEYS_FILE", "EMAIL_URL", "EMAIL_URL_FILE", "DEBUG", "DEMO", "SITE_URL",
    "SECOND_FACTOR_REQUIRED", "TRUSTED_PROXIES",
)  # fmt: skip


class Throwaway:
    """A temporary folder with a database and a broker that forget everything."""

    def __init__(self, bell: Bell) -> None:
        sweep_leftovers()
        self.folder = Path(tempfile.mkdtemp(prefix=f"{PREFIX}{os.getpid()}-"))
        self.guardian = Guardian()
        self.servers = Servers(bell, self.guardian)

    def start(self) -> dict[str, str]:
        """The environment of whatever is run on it."""
        kept = {name: value for name, value in os.environ.items() if name not in NOT_PASSED_ON}
        database = self.servers.start_database(self.folder / "postgres", self.folder / "postgres.log", FORGETFUL)
        redis = self.servers.start_broker(self.folder / "valkey", self.folder / "valkey.log")
        return {
            **kept,
            **SETTINGS,
            "DATABASE_URL": database,
            "REDIS_URL": redis,
            "FILES_DIR": str(self.folder / "files"),
            "MAIL_DIR": str(self.folder / "mail"),
            "STATIC_DIR": str(State.here().root / STATE / "static"),
        }

    def end(self) -> None:
        self.servers.stop()
        self.guardian.dismiss()
        remove(self.folder)


def sweep_leftovers() -> None:
    """Folders of runs that were killed before they could remove them."""
    for folder in Path(tempfile.gettempdir()).glob(f"{PREFIX}*"):
        pid = folder.name.removeprefix(PREFIX).partition("-")[0]
        if pid.isdigit() and folder.lstat().st_uid == os.geteuid() and not is_alive(int(pid)):
            remove(folder)


def remove(folder: Path) -> None:
    note = folder / "postgres-place"  # where a server that must not be root's was put
    if note.exists():
        shutil.rmtree(note.read_text(), ignore_errors=True)
    shutil.rmtree(folder, ignore_errors=True)


@contextlib.contextmanager
def throwaway(bell: Bell) -> Iterator[dict[str, str]]:
    """Servers for one run. Stopped and removed however the run ends."""
    place = Throwaway(bell)
    try:
        env = place.start()
        collect_static(env)
        yield env
    finally:
        place.end()


def collect_static(env: dict[str, str]) -> None:
    """Once for all runs, until a source changes. In a folder of its own: a running `up` keeps its files."""
    state = State(State.here().root / STATE)
    log = State.here().log("prepare-test")
    with one_at_a_time(state.folder("") / "static.lock"):
        if prepare.static_is_ready(state.root, state.root / "static"):
            return
        if run_logged([sys.executable, "-m", "cbp.local.prepare", str(state.root), "static"], log, env):
            raise Problem(f"The static files could not be collected: {last_line(log)}\nThe whole log: {log}")


def run_in_foreground(args: Sequence[str], env: dict[str, str]) -> int:
    """As a child that shares the terminal: a Ctrl-C reaches it directly, and it closes down in its own way."""
    parent = os.getpid()
    child = subprocess.Popen(args, cwd=PROJECT, env=env, preexec_fn=lambda: die_with_parent(signal.SIGTERM, parent))

    def pass_on(number: int, frame: object) -> None:
        if number != signal.SIGINT:  # the terminal has sent that one to both
            child.send_signal(signal.SIGINT)

    for number in STOPPING:
        signal.signal(number, pass_on)
    return child.wait()


def in_processes(args: Sequence[str]) -> list[str]:
    """The whole suite runs in two processes; what somebody chose runs in one, where it can be watched and debugged."""
    return list(args) or ["-n", str(min(2, os.cpu_count() or 1)), "--dist", "worksteal"]


def main(args: Sequence[str]) -> int:
    state = State.here()
    try:
        state.check_room()
        ensure_pango(state.log("install"))
        tell_chromium()
        with throwaway(Bell()) as env:
            return run_in_foreground([sys.executable, "-m", "pytest", *in_processes(args)], env)
    except (StopAsked, KeyboardInterrupt):
        say("Stopped.")
        return 130
    except (Problem, OSError) as problem:
        say(as_sentence(problem))
        return 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
