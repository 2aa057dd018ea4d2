"""A child process that never outlives its launcher, and that a launcher can start, watch, stop and start again."""

from __future__ import annotations

import contextlib
import ctypes
import os
import signal
import subprocess
import sys
import time
from collections import deque
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from cbp.local.bell import Bell
from cbp.local.bootstrap import last_line
from cbp.local.state import PROJECT, open_log

PARENT_DEATH_SIGNAL = 1
LIBC = ctypes.CDLL(None)


def die_with_parent(number: signal.Signals, parent: int) -> None:
    """In the child: the kernel sends the signal when the launcher ends, however it ends (Linux; elsewhere the
    guardian alone sees to it). A launcher that died before this line is noticed by the changed parent."""
    if sys.platform == "linux":
        LIBC.prctl(PARENT_DEATH_SIGNAL, int(number), 0, 0, 0)
        if os.getppid() != parent:
            os._exit(1)


@dataclass
class Spec:
    """How one child is run and how it is ended."""

    name: str
    args: Sequence[str]
    log: Path
    env: Mapping[str, str]
    cwd: Path = PROJECT
    stop_signal: signal.Signals = signal.SIGTERM
    hurry_signal: signal.Signals = signal.SIGKILL
    death_signal: signal.Signals = signal.SIGTERM
    patience: float = 10.0
    pass_fds: Sequence[int] = ()
    become: Callable[[], None] = lambda: None
    uid: int | None = None
    gid: int | None = None


def spawn(spec: Spec) -> subprocess.Popen[bytes]:
    """In a session of its own: a Ctrl-C in the terminal reaches the launcher only, which stops all in order."""
    parent = os.getpid()

    def before_exec() -> None:
        os.setsid()
        spec.become()
        die_with_parent(spec.death_signal, parent)  # after a change of user, which clears it

    with open_log(spec.log) as log:
        return subprocess.Popen(
            list(spec.args), cwd=spec.cwd, env=dict(spec.env), stdin=subprocess.DEVNULL, stdout=log, stderr=log,
            preexec_fn=before_exec, pass_fds=tuple(spec.pass_fds), user=spec.uid, group=spec.gid,
            extra_groups=None if spec.uid is None else [],
        )  # fmt: skip


@dataclass
class Restarts:
    """How often a child may be started again: a slip is mended, a loop is not kept turning."""

    limit: int = 5
    window: float = 60.0
    _times: deque[float] = field(default_factory=deque)

    def allow(self, now: float) -> bool:
        while self._times and now - self._times[0] > self.window:
            self._times.popleft()
        if len(self._times) >= self.limit:
            return False
        self._times.append(now)
        return True

    @property
    def pause(self) -> float:
        """Longer each time, so that what it stumbled over may pass."""
        return min(0.5 * 2.0 ** max(len(self._times) - 1, 0), 8.0)


class Child:
    """One process of the stack, by name."""

    def __init__(self, spec: Spec) -> None:
        self.spec = spec
        self.restarts = Restarts()
        self.process: subprocess.Popen[bytes] | None = None
        self._asked = False

    @property
    def name(self) -> str:
        return self.spec.name

    @property
    def pid(self) -> int:
        return self.process.pid if self.process else 0

    def start(self) -> None:
        self.process = spawn(self.spec)
        self._asked = False

    def is_alive(self) -> bool:
        return self.process is not None and self.process.poll() is None

    def last_words(self) -> str:
        return last_line(self.spec.log)

    def ask_to_stop(self) -> None:
        self._send(self.spec.stop_signal)
        self._asked = True

    def stop(self, bell: Bell) -> None:
        """In peace within its patience; a second Ctrl-C hurries. What it started goes with it."""
        if self.process is None:
            return
        if not self._asked:
            self.ask_to_stop()
        end, heard = time.monotonic() + self.spec.patience, bell.stops
        while self.is_alive():
            bell.wait(0.05)
            if bell.stops > heard or time.monotonic() > end:
                self._send(self.spec.hurry_signal)
                end, heard = time.monotonic() + self.spec.patience, bell.stops
        kill_group(self.pid)
        self.process = None

    def _send(self, number: signal.Signals) -> None:
        if self.process is not None and self.is_alive():
            self.process.send_signal(number)


def kill_group(pid: int) -> None:
    """End whatever is left of a session that we started."""
    with contextlib.suppress(ProcessLookupError, PermissionError):
        os.killpg(pid, signal.SIGKILL)
