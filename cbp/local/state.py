"""The state folder of a machine: where each thing lies, who holds it, and what runs from it."""

from __future__ import annotations

import fcntl
import json
import os
import shutil
import time
from collections.abc import Callable
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import IO

from cbp.local.bootstrap import Problem, state_folder

PROJECT = Path(__file__).resolve().parents[2]
ROOM_WANTED = 200 * 1024 * 1024
LOG_LIMIT = 5 * 1024 * 1024


@dataclass(frozen=True)
class State:
    """`.local`, or the folder that CBP_LOCAL_DIR names."""

    root: Path

    @classmethod
    def here(cls) -> State:
        return cls(state_folder(PROJECT))

    def folder(self, name: str) -> Path:
        """A sub-folder, made when it is first asked for."""
        path = self.root / name
        path.mkdir(parents=True, exist_ok=True)
        return path

    def log(self, name: str) -> Path:
        return self.folder("logs") / f"{name}.log"

    def check_room(self) -> None:
        """A database that runs out of disk in mid-write stops; better not to start it."""
        free = shutil.disk_usage(self.folder("logs")).free
        if free < ROOM_WANTED:
            raise Problem(
                f"The disk of {self.root} is nearly full ({free // 1024**2} MB free, {ROOM_WANTED // 1024**2} MB are "
                "wanted). Make room, then start again: nothing that was saved is lost."
            )


def open_log(path: Path) -> IO[bytes]:
    """For appending; a log that has grown large becomes `.1` first, so that logs never fill a disk."""
    if path.exists() and path.stat().st_size > LOG_LIMIT:
        path.replace(path.with_suffix(".log.1"))
    return path.open("ab")


@dataclass(frozen=True)
class Running:
    """What a running `up` tells the other commands, in `stack.json`."""

    pid: int
    url: str
    DATABASE_URL: str
    REDIS_URL: str

    def write(self, state: State) -> None:
        path = state.root / "stack.json"
        fresh = path.with_suffix(".new")
        fresh.unlink(missing_ok=True)
        with os.fdopen(os.open(fresh, os.O_WRONLY | os.O_CREAT, 0o600), "w") as out:
            json.dump(asdict(self), out)
        fresh.replace(path)

    @staticmethod
    def read(state: State) -> Running | None:
        """None when nothing runs; what a killed launcher left behind says nothing."""
        try:
            running = Running(**json.loads((state.root / "stack.json").read_text()))
        except (OSError, ValueError, TypeError):
            return None
        return running if is_alive(running.pid) else None

    @staticmethod
    def forget(state: State) -> None:
        (state.root / "stack.json").unlink(missing_ok=True)


def is_alive(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        pass
    return True


class Hold:
    """One holder at a time of the state folder: `up`, or a command with a database of its own.

    The kernel gives the lock back when the holder and its guardian are gone, however they went, so a lock is never
    stale and a crash needs no cleaning by hand.
    """

    def __init__(self, state: State) -> None:
        state.folder("logs")
        self._file = (state.root / "lock").open("a+")

    def take(self, what: str) -> bool:
        try:
            fcntl.flock(self._file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return False
        self._file.truncate(0)
        self._file.write(f"{what} {os.getpid()}")
        self._file.flush()
        return True

    def holder(self) -> tuple[str, int]:
        """What the present holder called itself, and its process id."""
        self._file.seek(0)
        name, _, pid = self._file.read().partition(" ")
        return name, int(pid) if pid.isdigit() else 0

    def take_within(self, seconds: float, what: str, *, until: Callable[[], bool] = lambda: False) -> bool:
        """Wait for the holder to leave; `until` ends the wait early, without the lock."""
        end = time.monotonic() + seconds
        while not self.take(what):
            if until() or time.monotonic() > end:
                return False
            time.sleep(0.1)
        return True

    def release(self) -> None:
        self._file.close()
