"""A copy of the project in a folder of its own, the commands run from it, and a list of all that still runs there."""

from __future__ import annotations

import contextlib
import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import time
import urllib.request
import uuid
from pathlib import Path

from cbp.local.state import PROJECT

# What the suite has set for its own servers must not reach the commands that are tried.
OURS_ALONE = (
    "DATABASE_URL", "REDIS_URL", "SECRET_KEY", "ENCRYPTION_KEYS", "FILES_DIR", "MAIL_DIR", "STATIC_DIR",
    "ALLOWED_HOSTS", "DJANGO_SETTINGS_MODULE", "CBP_LOCAL_DIR", "PYTEST_CURRENT_TEST", "DJANGO_ALLOW_ASYNC_UNSAFE",
)  # fmt: skip


class House:
    def __init__(self, folder: Path, *, python: str = sys.executable, prefix: list[str] | None = None) -> None:
        self.folder = folder
        self.state = folder / ".local"
        self.python = python
        self.prefix = prefix or []
        self.mark = uuid.uuid4().hex
        self.env = {name: value for name, value in os.environ.items() if name not in OURS_ALONE}
        self.env |= {"CBP_TEST_MARK": self.mark, "CBP_VENV": sys.prefix}
        self.launchers: list[subprocess.Popen[str]] = []

    @classmethod
    def copy_to(cls, folder: Path, **more: object) -> House:
        """What a clone would hold, as it lies here now."""
        listed = subprocess.run(["git", "ls-files", "-z"], cwd=PROJECT, capture_output=True, check=True)
        for name in listed.stdout.decode().split("\0"):
            if name and (PROJECT / name).is_file():
                (folder / name).parent.mkdir(parents=True, exist_ok=True)
                shutil.copy2(PROJECT / name, folder / name)
        return cls(folder, **more)  # type: ignore[arg-type]

    def command(self, *args: str) -> list[str]:
        return [*self.prefix, self.python, str(self.folder / "manage.py"), *args]

    def run(self, *args: str, timeout: float = 120) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            self.command(*args), env=self.env, cwd=self.folder, capture_output=True, text=True, timeout=timeout
        )

    def up(self, *args: str, within: float = 90) -> Up:
        launcher = subprocess.Popen(
            self.command("up", *args), env=self.env, cwd=self.folder, text=True,
            stdout=(self.folder / "said.txt").open("w"), stderr=subprocess.STDOUT,
        )  # fmt: skip
        self.launchers.append(launcher)
        up = Up(self, launcher)
        up.wait_until_ready(within)
        return up

    def processes(self) -> dict[int, str]:
        """All that was started from here: by the mark in their environment, their command, or their folder."""
        found = {}
        for entry in Path("/proc").iterdir():
            if entry.name.isdigit() and int(entry.name) != os.getpid():
                with contextlib.suppress(OSError):
                    words = (entry / "cmdline").read_bytes().replace(b"\0", b" ").decode(errors="replace")
                    if words and self._is_ours(entry, words):
                        found[int(entry.name)] = words
        return found

    def _is_ours(self, entry: Path, words: str) -> bool:
        if str(self.folder) in words:
            return True
        with contextlib.suppress(OSError):
            if self.mark.encode() in (entry / "environ").read_bytes():
                return True
        return str((entry / "cwd").readlink()).startswith(str(self.folder))

    def wait_for(self, words: str, within: float = 30) -> list[int]:
        """The processes whose command holds the words, as soon as there is one."""
        end = time.monotonic() + within
        while not (found := [pid for pid, command in self.processes().items() if words in command]):
            assert time.monotonic() < end
            time.sleep(0.1)
        return found

    def wait_until_empty(self, within: float) -> dict[int, str]:
        """What is left after so many seconds: hopefully nothing."""
        end = time.monotonic() + within
        while (left := self.processes()) and time.monotonic() < end:
            time.sleep(0.1)
        return left

    def end(self) -> None:
        for launcher in self.launchers:
            if launcher.poll() is None:
                launcher.kill()
                launcher.wait()
        for pid in self.wait_until_empty(15):
            with contextlib.suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)


class Up:
    """One running `up`."""

    def __init__(self, house: House, launcher: subprocess.Popen[str]) -> None:
        self.house, self.launcher = house, launcher

    @property
    def said(self) -> str:
        said = self.house.folder / "said.txt"
        return said.read_text() if said.exists() else ""

    def facts(self) -> dict[str, str]:
        """Of the present one only: a killed one leaves its file behind."""
        with contextlib.suppress(OSError, ValueError):
            facts = dict(json.loads((self.house.state / "stack.json").read_text()))
            if Path(f"/proc/{facts['pid']}").exists():
                return facts
        return {}

    @property
    def pid(self) -> int:
        return int(self.facts()["pid"])

    @property
    def url(self) -> str:
        return self.facts()["url"]

    def wait_until_ready(self, within: float = 60) -> None:
        end = time.monotonic() + within
        while not (self.facts() and self.is_ready()):
            assert self.launcher.poll() is None, self.said
            assert time.monotonic() < end, self.said + str(self.house.processes())
            time.sleep(0.1)

    def wait_until_said(self, words: str, within: float = 30) -> None:
        end = time.monotonic() + within
        while words not in self.said:
            assert time.monotonic() < end, self.said
            time.sleep(0.1)

    def is_ready(self) -> bool:
        return status_of(self.url + "/health/ready/") == 200

    def child(self, words: str) -> int:
        """The direct child of the launcher whose command holds the words."""
        for pid, command in self.house.processes().items():
            with contextlib.suppress(OSError):
                parent = int(Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()[1])
                if parent == self.pid and words in command:
                    return pid
        raise AssertionError(f"no child with {words}")

    def stop(self, number: int = signal.SIGTERM) -> float:
        """Seconds until the launcher has ended."""
        began = time.monotonic()
        os.kill(self.pid, number)
        self.launcher.wait(60)
        return time.monotonic() - began


def status_of(url: str) -> int:
    try:
        with urllib.request.urlopen(url, timeout=5) as answer:
            return int(answer.status)
    except urllib.error.HTTPError as refused:
        return int(refused.code)
    except OSError:
        return 0


def free_port() -> int:
    with socket.socket() as ear:
        ear.bind(("127.0.0.1", 0))
        return int(ear.getsockname()[1])
