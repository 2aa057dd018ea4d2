"""The second pair of eyes: a small process that does nothing until its launcher is gone.

A launcher that was killed with -9 cannot stop anything. On Linux the kernel then signals its children; the guardian
ends what does not listen, and keeps the lock of the state folder until all is over, so that a new `up` waits for the
end of the old one. On macOS, which has no parent-death signal, it also sends the first signals (not run there).
"""

from __future__ import annotations

import os
import signal
import sys
import time
from collections.abc import Callable

from cbp.local.children import Child

GRACE = 5.0
DATABASE_GRACE = 60.0


class Guardian:
    """Made by fork, before any child: it inherits the lock and nothing else of importance."""

    def __init__(self) -> None:
        hears, self._tell = os.pipe()
        self._pid = os.fork()
        if self._pid == 0:
            os.close(self._tell)
            _guard(hears)
        os.close(hears)

    def note(self, child: Child) -> None:
        """Called at every start, so that it knows the present process ids."""
        spec = child.spec
        is_database = spec.hurry_signal != signal.SIGKILL
        line = f"{child.name.replace(' ', '-')} {child.pid} {int(spec.death_signal)} {int(is_database)}\n"
        os.write(self._tell, line.encode())

    def dismiss(self) -> None:
        """All was stopped in order."""
        os.write(self._tell, b"done 0 0 0\n")
        os.close(self._tell)
        os.waitpid(self._pid, 0)


def _guard(hears: int) -> None:
    try:
        os.setsid()
        signal.set_wakeup_fd(-1)
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            signal.signal(number, signal.SIG_IGN)
        _let_go_of_the_terminal()
        with os.fdopen(hears) as lines:
            told = [line.split() for line in lines]
        if not told or told[-1][0] != "done":
            _clear({name: (int(pid), int(number), database == "1") for name, pid, number, database in told})
    finally:
        os._exit(0)


def _let_go_of_the_terminal() -> None:
    """Whoever reads the launcher's output to its end must not wait for the guardian."""
    nothing = os.open(os.devnull, os.O_RDWR)
    for stream in (0, 1, 2):
        os.dup2(nothing, stream)


def _clear(children: dict[str, tuple[int, int, bool]]) -> None:
    """The last known process of each name; latest started first, so web and worker go before their servers. A
    database is never killed: it ends by itself once it has written everything down."""
    ordered = list(reversed(children.values()))
    if sys.platform != "linux":
        for pid, number, _ in ordered:
            _signal(os.killpg, pid, number)
    end = time.monotonic() + GRACE
    for pid, _, is_database in ordered:
        if not is_database:
            _wait_for(pid, end)
            _signal(os.killpg, pid, signal.SIGKILL)
    for pid, _, is_database in ordered:
        if is_database:
            _wait_for(pid, time.monotonic() + DATABASE_GRACE)


def _wait_for(pid: int, end: float) -> None:
    while time.monotonic() < end and _signal(os.kill, pid, 0):
        time.sleep(0.05)


def _signal(send: Callable[[int, int], None], pid: int, number: int) -> bool:
    try:
        send(pid, number)
    except OSError:
        return False
    return True
