"""Signals as something to wait for.

No handler interrupts our own work in the middle (a child just started and not yet noted would be lost); every wait
hears them, and is ended early by one, a child's death included.
"""

from __future__ import annotations

import select
import signal
import socket
import sys
from types import FrameType
from typing import NoReturn

STOPPING = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)


class StopAsked(Exception):
    """Somebody pressed Ctrl-C, closed the terminal, or asked by signal."""


class Bell:
    def __init__(self) -> None:
        self.stops = 0
        self._ear, mouth = socket.socketpair()
        self._mouth = mouth  # kept: the kernel writes into it as long as it is open
        self._ear.setblocking(False)
        mouth.setblocking(False)
        signal.set_wakeup_fd(mouth.fileno(), warn_on_full_buffer=False)
        for number in STOPPING:
            if number != signal.SIGHUP or signal.getsignal(number) is not signal.SIG_IGN:  # nohup keeps its meaning
                signal.signal(number, self._note)
        signal.signal(signal.SIGCHLD, lambda number, frame: None)

    def hang_up(self) -> None:
        """Signals interrupt again whatever runs; waits are still possible, but hear nothing."""
        signal.set_wakeup_fd(-1)
        signal.signal(signal.SIGINT, signal.default_int_handler)
        signal.signal(signal.SIGTERM, _leave)
        signal.signal(signal.SIGHUP, _leave)
        signal.signal(signal.SIGCHLD, signal.SIG_DFL)

    def _note(self, number: int, frame: FrameType | None) -> None:
        self.stops += 1

    def wait(self, seconds: float) -> None:
        """Sleep, or until the next signal."""
        if select.select([self._ear], [], [], seconds)[0]:
            self._ear.recv(4096)

    def pause(self, seconds: float) -> None:
        """As wait, for work that is dropped once a stop is asked for."""
        if not self.stops:
            self.wait(seconds)
        if self.stops:
            raise StopAsked


def _leave(number: int, frame: FrameType | None) -> NoReturn:
    """As an exception, so that what was started is stopped on the way out."""
    sys.exit(128 + number)
