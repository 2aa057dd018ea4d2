"""How our own two long-running programs are started: the web server and the worker."""

from __future__ import annotations

import signal
import sys
from collections.abc import Mapping
from pathlib import Path

from cbp.local.children import Child, Spec
from cbp.local.state import State

WORKER_PATIENCE = 30.0  # a paper that is being made may be finished; longer ones are taken over at the next start
WEB_PATIENCE = 12.0
MEMORY_FOLDER = Path("/dev/shm")  # noqa: S108 - gunicorn makes an unnamed file there


def web(state: State, env: Mapping[str, str], listening: int) -> Child:
    """Two processes of four threads on a socket that the launcher keeps open. The application is loaded once and
    forked: half the time to start, and less memory."""
    args = [
        sys.executable, "-m", "gunicorn", "cbp.wsgi:application", "--bind", f"fd://{listening}",
        "--worker-class", "gthread", "--workers", "2", "--threads", "4", "--preload",
        "--timeout", "60", "--graceful-timeout", "10", "--no-control-socket",
        "--worker-tmp-dir", str(MEMORY_FOLDER if MEMORY_FOLDER.is_dir() else state.folder("tmp")),
        "--access-logfile", "-", "--error-logfile", "-", "-c", "python:cbp.local.web_hooks",
    ]  # fmt: skip
    return Child(Spec("web", args, state.log("web"), env, patience=WEB_PATIENCE, pass_fds=[listening]))


def worker(state: State, env: Mapping[str, str]) -> Child:
    """Worker and beat in one. There is one worker only, so it need not look for others (gossip, mingle: one second
    less at the start). Without a launcher its servers are gone too and nothing it finishes could be written down; asked
    politely it would wait for its broker for ever. So its death signal is the hard one, and the job table sees to
    the rest."""
    pool = ["--pool", "solo"] if sys.platform == "darwin" else ["--concurrency", "2"]
    args = [
        sys.executable, "-m", "celery", "-A", "cbp.celery", "worker", "--beat",
        "--schedule", str(state.folder("beat") / "schedule"), "--loglevel", "INFO",
        "--without-gossip", "--without-mingle", *pool,
    ]  # fmt: skip
    return Child(Spec("worker", args, state.log("worker"), env, patience=WORKER_PATIENCE, death_signal=signal.SIGKILL))
