"""Database and broker for one holder: the ones that the environment names, or our own on private sockets."""

from __future__ import annotations

import os
from collections.abc import Sequence
from pathlib import Path

from cbp.local.bell import Bell
from cbp.local.children import Child
from cbp.local.database import check_reachable, ensure_database
from cbp.local.guardian import Guardian
from cbp.local.postgres import Cluster
from cbp.local.valkey import Broker


class Servers:
    """Started in the order in which they are needed, stopped in the opposite one."""

    def __init__(self, bell: Bell, guardian: Guardian | None = None) -> None:
        self.bell = bell
        self.guardian = guardian
        self.cluster: Cluster | None = None
        self.broker: Broker | None = None

    def start_database(self, data: Path, log: Path, settings: Sequence[str] = ()) -> str:
        """The URL of a database that answers."""
        if url := os.environ.get("DATABASE_URL"):
            check_reachable(url)
            return url
        self.cluster = Cluster(data, log, settings)
        self.restart_database()
        ensure_database(self.cluster)
        return self.cluster.url

    def start_broker(self, data: Path, log: Path) -> str:
        if url := os.environ.get("REDIS_URL"):
            return url
        self.broker = Broker(data, log)
        self.restart_broker()
        return self.broker.url

    def restart_database(self) -> None:
        if self.cluster:
            self.cluster.start(self.bell)
            self._note(self.cluster.child)

    def restart_broker(self) -> None:
        if self.broker:
            self.broker.start(self.bell)
            self._note(self.broker.child)

    def _note(self, child: Child) -> None:
        if self.guardian:
            self.guardian.note(child)

    def stop(self) -> None:
        if self.broker:
            self.broker.child.stop(self.bell)
        if self.cluster:
            self.cluster.child.stop(self.bell)
