"""Watches the four children and mends what falls over, in plain words; gives up on what falls again and again."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import NoReturn

from cbp.local.bell import Bell
from cbp.local.bootstrap import Problem
from cbp.local.children import Child, kill_group
from cbp.local.guardian import Guardian
from cbp.local.servers import Servers

SERVER_TRIES = 10  # the helpers of a killed PostgreSQL need a moment to leave its shared memory
LOOK_EVERY = 1.0


class Watch:
    """Servers first: a web server or a worker that fell with its database is started when that is back."""

    def __init__(self, bell: Bell, guardian: Guardian, servers: Servers, tell: Callable[[str], None]) -> None:
        self.bell, self.guardian, self.servers, self.tell = bell, guardian, servers, tell
        self.children: list[Child] = []
        self._again: dict[str, float] = {}  # name of a fallen child: when it is started again

    def start(self, *children: Child) -> None:
        for child in children:
            self.children.append(child)
            self._start(child)

    def forever(self) -> NoReturn:
        while True:
            self.bell.pause(LOOK_EVERY)
            self.look()

    def look(self) -> None:
        """One round. Quick when all is well."""
        self._look_after_database()
        self._look_after_broker()
        for child in self.children:
            self._look_after(child)

    def _look_after(self, child: Child) -> None:
        now = time.monotonic()
        if child.name in self._again:
            if now >= self._again[child.name]:
                del self._again[child.name]
                self._start(child)
        elif not child.is_alive():
            kill_group(child.pid)
            self._mend(child, now)
            self._again[child.name] = now + child.restarts.pause

    def _look_after_database(self) -> None:
        cluster = self.servers.cluster
        if cluster and not cluster.child.is_alive():
            self._mend(cluster.child, time.monotonic())
            self._try(self.servers.restart_database)
            self.tell("PostgreSQL is back; what was saved is there.")

    def _look_after_broker(self) -> None:
        broker = self.servers.broker
        if broker and not broker.child.is_alive():
            self._mend(broker.child, time.monotonic())
            self._try(self.servers.restart_broker)
            self.tell("Valkey is back; the worker is started anew, so that it listens to it.")
            for child in self.children:  # a worker can stay deaf after its broker was away (celery/celery#8030)
                if child.name == "worker" and child.name not in self._again:
                    child.stop(self.bell)
                    self._start(child)

    def _mend(self, child: Child, now: float) -> None:
        why = child.process.returncode if child.process else "?"
        if not child.restarts.allow(now):
            raise Problem(
                f"{_title(child)} ended {child.restarts.limit + 1} times within a minute; giving up. "
                f"Its last words: {child.last_words()}\nThe whole log: {child.spec.log}"
            )
        self.tell(f"{_title(child)} has ended unexpectedly (status {why}); it is started again.")

    def _try(self, start: Callable[[], None]) -> None:
        for round_left in reversed(range(SERVER_TRIES)):
            try:
                return start()
            except Problem:
                if not round_left:
                    raise
                self.bell.pause(0.5)

    def _start(self, child: Child) -> None:
        child.start()
        self.guardian.note(child)

    def stop(self) -> None:
        """All are told at once, and waited for one by one: what the web still rings for is kept by the broker."""
        for child in self.children:
            child.ask_to_stop()
        for child in self.children:
            child.stop(self.bell)


def _title(child: Child) -> str:
    return child.name if child.name[0].isupper() else f"The {child.name}"
