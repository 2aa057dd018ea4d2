"""`python3 manage.py bench NAME [--json]`: figures instead of opinions.

`bench up` measures this launcher. Every other name is a bench of the application: Django's command `bench`, run on
throw-away servers.
"""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path

from cbp.local.bell import Bell, StopAsked
from cbp.local.bootstrap import Problem, as_sentence, say
from cbp.local.readiness import ask
from cbp.local.state import PROJECT
from cbp.local.suite import run_in_foreground, throwaway

PORT = 8700
WITHIN = 120.0


def bench_up(*, as_json: bool) -> int:
    """In a state folder of its own, with the packages already there: a new database first, then the usual start."""
    with tempfile.TemporaryDirectory(prefix="cbp-bench-") as folder:
        first_start, first_stop = _start_and_stop(Path(folder))
        second_start, second_stop = _start_and_stop(Path(folder))
    figures = {
        "first_start_seconds": first_start,
        "second_start_seconds": second_start,
        "stop_seconds": max(first_stop, second_stop),
    }
    print(json.dumps(figures) if as_json else "\n".join(f"{name}: {value}" for name, value in figures.items()))
    return 0


def _start_and_stop(folder: Path) -> tuple[float, float]:
    """Seconds from the command to a page that database, broker and worker stand behind, and to the end of all."""
    env = {**os.environ, "CBP_LOCAL_DIR": str(folder)}
    args = [sys.executable, str(PROJECT / "manage.py"), "up", "--port", str(PORT)]
    began = time.monotonic()
    with subprocess.Popen(args, env=env, stdout=subprocess.DEVNULL) as launcher:
        while not ask(PORT).ready:
            if launcher.poll() is not None or time.monotonic() - began > WITHIN:
                launcher.terminate()
                raise Problem("`up` did not become ready; see the lines above.")
            time.sleep(0.02)
        ready = time.monotonic()
        launcher.send_signal(signal.SIGINT)
        launcher.wait()
    return round(ready - began, 2), round(time.monotonic() - ready, 2)


def main(args: Sequence[str]) -> int:
    try:
        if args and args[0] == "up":
            return bench_up(as_json="--json" in args)
        with throwaway(Bell()) as env:
            prepared = run_in_foreground([sys.executable, "-m", "django", "migrate", "--verbosity", "0"], env)
            return prepared or run_in_foreground([sys.executable, "-m", "django", "bench", *args], env)
    except (StopAsked, KeyboardInterrupt):
        return 130
    except (Problem, OSError) as problem:
        say(as_sentence(problem))
        return 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
