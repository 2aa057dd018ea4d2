"""Signals as something to wait for.

No handler interrupts our own work in the middle (a child just started and not yet noted would be lost); every wait
hears them, and is ended early by one, a child's death included.
"""

from __future__ import annotations

import select
import signal
import socket
from types import FrameType

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
