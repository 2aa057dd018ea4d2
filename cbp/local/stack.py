"""`python3 manage.py up`: everything that the application needs, started, watched and stopped in order."""

from __future__ import annotations

import argparse
import contextlib
import os
import sys
import time
from collections.abc import Sequence

from cbp.local import prepare, programs
from cbp.local.addresses import allowed_hosts, listen, site_url
from cbp.local.bell import Bell, StopAsked
from cbp.local.bootstrap import Problem, as_sentence, last_line
from cbp.local.children import Spec, spawn
from cbp.local.guardian import Guardian
from cbp.local.native import ensure_pango
from cbp.local.readiness import ask
from cbp.local.servers import Servers
from cbp.local.state import Hold, Running, State, is_alive
from cbp.local.surroundings import is_on, stack_environment
from cbp.local.watch import Watch

READY_WITHIN = 90.0
LEAVES_WITHIN = 75.0  # the longest that the guardian of a killed launcher, or another command, keeps the folder
DEMO = """
  Demo log-ins, all with the password  community-2026

    admin@demo.example        administrator        field@demo.example      facilitator (Arabic)
    manager@demo.example      manager              endorser@demo.example   endorses for the authority
    facilitator@demo.example  facilitator          partner@demo.example    partner focal point
    planner@demo.example      local planner        auditor@demo.example    auditor
"""


def tell(text: str) -> None:
    """To whoever still listens: a terminal that was closed must not keep us from stopping in order."""
    with contextlib.suppress(OSError):
        print(text, flush=True)


def complain(problem: Exception) -> None:
    with contextlib.suppress(OSError):
        print(as_sentence(problem), file=sys.stderr, flush=True)


class Stack:
    """The parts and the order in which they come and go."""

    def __init__(self, state: State, host: str, port: int) -> None:
        self.state, self.host = state, host
        self.bell = Bell()
        self.guardian = Guardian()
        self.servers = Servers(self.bell, self.guardian)
        self.ear = listen(host, port)
        self.port: int = self.ear.getsockname()[1]
        self.demo = False
        self.url = site_url(host, self.port)
        self.watch = Watch(self.bell, self.guardian, self.servers, tell)

    def start(self) -> None:
        state, servers = self.state, self.servers
        database = servers.start_database(state.root / "postgres", state.log("postgres"))
        redis = servers.start_broker(state.root / "valkey", state.log("valkey"))
        env = stack_environment(state, database=database, redis=redis, hosts=allowed_hosts(self.host), site=self.url)
        self.demo = is_on(env, "DEMO")
        self._prepare(env)
        self.watch.start(programs.web(state, env, self.ear.fileno()), programs.worker(state, env))
        self._wait_until_ready()
        Running(os.getpid(), self.url, database, redis).write(state)

    def _prepare(self, env: dict[str, str]) -> None:
        """Only what is needed. A database that is not ours is migrated always: its state is others' work too."""
        steps = []
        root, url = self.state.root, env["DATABASE_URL"]
        if not prepare.static_is_ready(root, root / "static"):
            steps.append("static")
        ready = self.servers.cluster is not None and prepare.tables_are_ready(root, url)
        if not ready:
            steps.append("migrate")
        if is_on(env, "DEMO") and not (ready and not prepare.is_empty(root, url)):
            steps.append("demo")
        if steps:
            tell("Preparing the database and the pages …")
            args = [sys.executable, "-m", "cbp.local.prepare", str(self.state.root), *steps]
            process = spawn(Spec("prepare", args, self.state.log("prepare"), env))
            while process.poll() is None:
                self.bell.pause(0.1)
            if process.returncode:
                log = self.state.log("prepare")
                raise Problem(f"The preparation failed: {last_line(log)}\nThe whole log: {log}")

    def _wait_until_ready(self) -> None:
        end = time.monotonic() + READY_WITHIN
        while not (answer := ask(self.port, self.host)).ready:
            self.watch.look()
            if time.monotonic() > end:
                missing = " and ".join(answer.missing) or "the application"
                raise Problem(f"After {READY_WITHIN:.0f} seconds {missing} is not ready. See {self.state.root}/logs")
            self.bell.pause(0.1)

    def greet(self, wanted: int, papers: bool) -> None:
        if self.port != wanted:
            tell(f"Port {wanted} is taken by another program; this is port {self.port}.")
        tell(f"\n  Community-based planning is ready:  {self.url}/")
        if self.demo:
            tell(DEMO)
        if not papers:
            tell("  Without PDF papers (see above).")
        tell(f"  Ctrl-C stops it. Data and logs are in {self.state.root}")
        cluster = self.servers.cluster
        if cluster and self.state.root not in cluster.data.parents:
            tell(f"  The database itself is in {cluster.data}, which its user can reach.")
        tell("")

    def stop(self) -> None:
        """Web first, so that nobody asks; the database last, so that everyone can still save."""
        Running.forget(self.state)
        self.bell.stops = 0  # from here on a signal means: hurry
        tell("Stopping …")
        self.watch.stop()
        self.servers.stop()
        self.ear.close()
        self.guardian.dismiss()
        tell("Stopped; nothing is left running.")


def run(state: State, host: str, port: int) -> int:
    state.check_room()
    papers = ensure_pango(state.log("install"))
    stack = Stack(state, host, port)
    try:
        stack.start()
        stack.greet(port, papers)
        stack.watch.forever()
    except StopAsked:
        return 0
    except (Problem, OSError) as problem:
        complain(problem)
        return 1
    finally:
        stack.stop()


def report_running(hold: Hold, state: State) -> bool:
    """True when one runs here, which is said; False when its folder has become ours after all."""
    name, pid = hold.holder()
    if name != "up":
        tell("Another command works on this database; waiting for it.")
    elif not is_alive(pid):
        tell("The last one was killed and is still being cleaned up; waiting for it.")
    elif not Running.read(state):
        tell("Another `up` is just starting or stopping in this folder; waiting for it.")
    if not Running.read(state) and hold.take_within(LEAVES_WITHIN, "up", until=lambda: bool(Running.read(state))):
        return False
    if running := Running.read(state):
        tell(f"It is running already:  {running.url}/  (process {running.pid}). Ctrl-C there stops it.")
        return True
    raise Problem(f"The folder {state.root} is still held by: {name}, process {pid}.")


def main(args: Sequence[str]) -> int:
    parser = argparse.ArgumentParser(prog="manage.py up", description="Start the application on this machine.")
    parser.add_argument("--port", type=int, default=8000, help="the port wanted; a taken one is skipped (8000)")
    parser.add_argument("--host", default="127.0.0.1", help="the address to listen on (127.0.0.1: this machine only)")
    options = parser.parse_args(args)
    state = State.here()
    try:
        hold = Hold(state)
        if not hold.take("up") and report_running(hold, state):
            return 0
        Running.forget(state)
        return run(state, options.host, options.port)
    except (Problem, OSError) as problem:
        complain(problem)
        return 1
    except KeyboardInterrupt:  # before anything was started
        return 130


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
