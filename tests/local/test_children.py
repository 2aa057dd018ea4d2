"""A child never outlives its launcher, and a stop is a stop. Real processes, no server."""

import os
import signal
import subprocess
import sys
import textwrap
import time
from pathlib import Path

import pytest

from cbp.local.bell import Bell, StopAsked
from cbp.local.children import Child, Spec

STUBBORN = """
import os, signal, subprocess, sys, time
signal.signal(signal.SIGTERM, signal.SIG_IGN)
helper = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(60)"])
open(sys.argv[1], "w").write(f"{os.getpid()} {helper.pid}")
time.sleep(60)
"""
LAUNCHER = """
import sys, time
from pathlib import Path
from cbp.local.children import Child, Spec
from cbp.local.guardian import Guardian
guardian = Guardian()
code, note, log = Path(sys.argv[1]).read_text(), sys.argv[2], Path(sys.argv[3])
child = Child(Spec("stubborn", [sys.executable, "-c", code, note], log, {}))
child.start()
guardian.note(child)
time.sleep(60)
"""


@pytest.fixture
def bell():
    kept = {
        number: signal.getsignal(number) for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP, signal.SIGCHLD)
    }
    yield Bell()
    signal.set_wakeup_fd(-1)
    for number, handler in kept.items():
        signal.signal(number, handler)


@pytest.fixture
def stubborn(tmp_path):
    """A child that does not listen to a polite stop, with a helper of its own."""
    note = tmp_path / "pids"
    spec = Spec(
        "stubborn", [sys.executable, "-c", STUBBORN, str(note)], tmp_path / "log", dict(os.environ), patience=0.3
    )
    child = Child(spec)
    child.start()
    yield child, pids_in(note)
    if child.process:
        child.process.kill()


def pids_in(note: Path) -> list[int]:
    end = time.monotonic() + 10
    while not (note.exists() and len(note.read_text().split()) == 2):
        assert time.monotonic() < end
        time.sleep(0.02)
    return [int(word) for word in note.read_text().split()]


def is_running(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()[0] != "Z"
    except OSError:
        return False


def all_end(pids: list[int], within: float) -> bool:
    end = time.monotonic() + within
    while any(map(is_running, pids)) and time.monotonic() < end:
        time.sleep(0.05)
    return not any(map(is_running, pids))


def test_what_does_not_listen_is_ended_with_its_helpers(stubborn, bell):
    child, pids = stubborn
    began = time.monotonic()
    child.stop(bell)
    assert 0.3 <= time.monotonic() - began < 3
    assert all_end(pids, 2)


def test_a_second_signal_hurries(stubborn, bell):
    child, pids = stubborn
    child.spec.patience = 60
    subprocess.Popen(["sh", "-c", f"sleep 0.3; kill -INT {os.getpid()}"])
    began = time.monotonic()
    child.stop(bell)
    assert time.monotonic() - began < 5
    assert all_end(pids, 2)


def test_a_stop_ends_every_wait(bell):
    os.kill(os.getpid(), signal.SIGTERM)
    with pytest.raises(StopAsked):
        bell.pause(30)
    with pytest.raises(StopAsked):
        bell.pause(30)


def test_a_child_s_death_ends_a_wait_early(bell):
    began = time.monotonic()
    child = subprocess.Popen(["true"])
    bell.wait(10)
    child.wait()
    assert time.monotonic() - began < 5


@pytest.mark.slow
def test_a_killed_launcher_takes_even_the_stubborn_with_it(tmp_path):
    """The child does not hear the kernel's signal; the guardian ends it and its helper after its grace."""
    note, code = tmp_path / "pids", tmp_path / "stubborn.py"
    code.write_text(textwrap.dedent(STUBBORN))
    args = [sys.executable, "-c", LAUNCHER, str(code), str(note), str(tmp_path / "log")]
    launcher = subprocess.Popen(args)
    pids = pids_in(note)
    launcher.kill()
    launcher.wait()
    assert all_end(pids, 10)
