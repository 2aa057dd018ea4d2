"""Real workers: `celery -A cbp.celery worker` as processes of their own, on the test's database and a real broker."""

from __future__ import annotations

import contextlib
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from urllib.parse import parse_qsl, urlencode, urlsplit, urlunsplit

from django.conf import settings
from django.db import connection

PATIENCE = 60.0


def database_url() -> str:
    """DATABASE_URL with the name of the test's database."""
    parts = urlsplit(os.environ["DATABASE_URL"])
    return urlunsplit(parts._replace(path="/" + connection.settings_dict["NAME"]))


def own_broker() -> str:
    """The broker of REDIS_URL, with a numbered database of this run's own: no other worker takes the messages."""
    parts = urlsplit(os.environ["REDIS_URL"])
    number = str(1 + os.getpid() % 14)
    if parts.scheme.startswith("redis+socket"):
        query = {**dict(parse_qsl(parts.query)), "virtual_host": number}
        return f"redis+socket://{parts.path}?{urlencode(query)}"
    return urlunsplit(parts._replace(path=f"/{number}"))


class Worker:
    """One worker with a single child; `stop` ends it warmly, `kill` without a word, `kill_child` only its child."""

    def __init__(self, folder: Path, broker: str, **environment: str) -> None:
        self.log = folder / f"worker-{time.monotonic_ns()}.log"
        variables = {
            **os.environ, "DATABASE_URL": database_url(), "REDIS_URL": broker, "FILES_DIR": str(settings.FILES_DIR),
            "DJANGO_SETTINGS_MODULE": "cbp.settings", **environment,
        }  # fmt: skip
        command = [sys.executable, "-m", "celery", "-A", "cbp.celery", "worker", "-c", "1", "--without-gossip",
                   "--without-mingle", "-l", "info"]  # fmt: skip
        with self.log.open("wb") as log:
            self.process = subprocess.Popen(
                command, cwd=settings.BASE_DIR, env=variables, stdout=log, stderr=log, start_new_session=True
            )
        wait_for(lambda: " ready." in self.words, self)

    @property
    def words(self) -> str:
        return self.log.read_text(errors="replace")

    def children(self) -> list[int]:
        """The pool's processes, which do the work."""
        task = Path(f"/proc/{self.process.pid}/task/{self.process.pid}/children")
        return [int(pid) for pid in task.read_text().split()]

    def kill_child(self) -> None:
        for child in self.children():
            os.kill(child, signal.SIGKILL)

    def kill(self) -> None:
        """The whole worker at once: first the parent, so that it cannot replace the children."""
        children = self.children()
        self.process.kill()
        for child in children:
            with contextlib.suppress(ProcessLookupError):
                os.kill(child, signal.SIGKILL)
        self.process.wait(10)

    def stop(self) -> None:
        if self.process.poll() is None:
            self.process.send_signal(signal.SIGTERM)
            try:
                self.process.wait(30)
            except subprocess.TimeoutExpired:
                self.kill()


def wait_for(question: Callable[[], object], worker: Worker | None = None, patience: float = PATIENCE) -> None:
    end = time.monotonic() + patience
    while not question():
        if time.monotonic() > end:
            raise AssertionError(f"Waited {patience} s in vain.\n{worker.words if worker else ''}")
        time.sleep(0.05)
