"""`manage.py up` as a person meets it: from a copy of the project, in a folder with a space, on a free port."""

import os
import shutil
import signal
import socket
import subprocess
import tempfile
import time
from pathlib import Path

import pytest

from tests.local.house import House, Up, free_port, status_of

pytestmark = pytest.mark.slow
ENDS_WITHIN = 10.0
SYSTEM_PYTHON = "/usr/bin/python3"  # one that every user can run
NOBODY = 65534
AS_NOBODY = ["setpriv", f"--reuid={NOBODY}", f"--regid={NOBODY}", "--clear-groups"]
needs_root = pytest.mark.skipif(os.geteuid() != 0, reason="only root can try what another user may and may not do")


@pytest.fixture(scope="module")
def house(tmp_path_factory):
    house = House.copy_to(tmp_path_factory.mktemp("up") / "the planning desk é")
    yield house
    house.end()


@pytest.fixture
def up(house):
    up = house.up("--port", str(free_port()))
    yield up
    if up.launcher.poll() is None:
        up.stop()


def test_it_works(house, up):
    assert status_of(up.url + "/") == 200
    assert up.url in up.said
    assert "community-2026" in up.said
    assert up.stop(signal.SIGTERM) < 15
    assert up.launcher.returncode == 0
    assert house.wait_until_empty(1) == {}
    assert "database system is shut down" in (house.state / "logs" / "postgres.log").read_text().splitlines()[-1]


def test_ctrl_c_stops_in_order(house, up):
    up.stop(signal.SIGINT)
    assert up.launcher.returncode == 0
    assert house.wait_until_empty(1) == {}


def test_a_closed_terminal_stops_it(house):
    """The window is closed: a signal, and nobody left who reads what is said."""
    master, terminal = os.openpty()
    launcher = subprocess.Popen(
        ["setsid", "--ctty", "--wait", *house.command("up", "--port", str(free_port()))],
        env=house.env, cwd=house.folder, stdin=terminal, stdout=terminal, stderr=terminal,
        preexec_fn=lambda: signal.signal(signal.SIGHUP, signal.SIG_DFL),  # a run under nohup hands down its deafness
    )  # fmt: skip
    os.close(terminal)
    up = Up(house, launcher)
    up.wait_until_ready()
    os.close(master)
    launcher.wait(30)
    assert house.wait_until_empty(ENDS_WITHIN) == {}
    assert "database system is shut down" in (house.state / "logs" / "postgres.log").read_text().splitlines()[-1]


def test_a_second_up_says_where_the_first_one_is(house, up):
    second = house.run("up")
    assert second.returncode == 0
    assert up.url in second.stdout
    assert "running already" in second.stdout
    assert status_of(up.url + "/") == 200


def test_a_command_works_on_the_database_of_the_running_one(house, up):
    answer = house.run(
        "shell",
        "-v",
        "0",
        "-c",
        "from django.db import connection as c; c.ensure_connection(); print(c.settings_dict['HOST'])",
    )
    assert answer.returncode == 0, answer.stderr
    assert answer.stdout.strip() == up.facts()["DATABASE_URL"].rpartition("=")[2].replace("%2F", "/").replace(
        "%20", " "
    ).replace("%C3%A9", "é")


def test_a_command_without_a_running_one_starts_a_database_and_stops_it(house):
    answer = house.run(
        "shell", "-v", "0", "-c", "from django.contrib.auth import get_user_model as u; print(u().objects.count() >= 0)"
    )
    assert answer.stdout == "True\n", answer.stderr
    assert house.wait_until_empty(1) == {}


def test_kill_9_of_the_launcher_leaves_nothing(house, up):
    os.kill(up.pid, signal.SIGKILL)
    up.launcher.wait()
    assert house.wait_until_empty(ENDS_WITHIN) == {}
    assert "database system is shut down" in (house.state / "logs" / "postgres.log").read_text().splitlines()[-1]


def test_up_waits_for_the_end_of_a_killed_one(house, up):
    port = up.url.rpartition(":")[2]
    os.kill(up.pid, signal.SIGKILL)
    up.launcher.wait()
    again = house.up("--port", port)
    assert again.url.endswith(port)
    again.stop()
    assert house.wait_until_empty(1) == {}


@pytest.mark.parametrize(
    ("program", "name"),
    [("gunicorn", "The web"), ("celery", "The worker"), ("postgres", "PostgreSQL"), ("valkey-server", "Valkey")],
)
def test_what_is_killed_is_started_again(house, up, program, name):
    killed = up.child(program)
    os.kill(killed, signal.SIGKILL)
    up.wait_until_said(f"{name} has ended unexpectedly")
    up.wait_until_ready()
    assert up.child(program) != killed
    assert up.stop() < 20
    assert house.wait_until_empty(1) == {}


def test_all_fall_at_once(house, up):
    for program in ("postgres", "valkey-server", "gunicorn", "celery"):
        os.kill(up.child(program), signal.SIGKILL)
    up.wait_until_said("Valkey is back")
    up.wait_until_ready()
    assert up.stop() < 20
    assert house.wait_until_empty(1) == {}


def test_a_taken_port_is_skipped(house):
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = other.getsockname()[1]
        up = house.up("--port", str(port))
        assert f"Port {port} is taken" in up.said
        assert up.url.rpartition(":")[2] != str(port)
        assert status_of(up.url + "/") == 200
        up.stop()


def test_leftovers_of_a_power_loss_do_not_stop_it(house):
    """Sockets, and a pid file whose number belongs to another program by now: this very one."""
    house.up("--port", str(free_port())).stop()
    (house.state / "postgres" / "postmaster.pid").write_text(f"{os.getpid()}\n{house.state}\n1\n5432\n\n\n\nready\n")
    (house.state / "valkey" / "valkey.sock").unlink(missing_ok=True)
    stale = socket.socket(socket.AF_UNIX)
    os.chdir(house.state / "valkey")
    stale.bind("valkey.sock")
    os.chdir("/")
    stale.close()
    (house.state / "stack.json").write_text('{"pid": 4999999, "url": "x", "DATABASE_URL": "x", "REDIS_URL": "x"}')
    house.up("--port", str(free_port())).stop()


def test_a_damaged_database_is_said_in_a_sentence(tmp_path):
    house = House.copy_to(tmp_path / "damaged")
    data = house.state / "postgres"
    data.mkdir(parents=True, mode=0o700)
    (data / "PG_VERSION").write_text("9.1\n")
    answer = house.run("up", "--port", str(free_port()))
    assert answer.returncode == 1
    assert "PostgreSQL did not start" in answer.stderr
    assert "Traceback" not in answer.stderr + answer.stdout
    assert house.wait_until_empty(1) == {}


@pytest.fixture
def open_folder():
    """A folder that other users may enter; pytest's own are closed to them."""
    folder = Path(tempfile.mkdtemp(prefix="cbp planning desk "))
    folder.chmod(0o755)
    yield folder
    shutil.rmtree(folder)


@needs_root
def test_another_user_s_folder_is_said_in_a_sentence(open_folder):
    house = House.copy_to(open_folder / "desk", python=SYSTEM_PYTHON, prefix=AS_NOBODY)
    del house.env["CBP_VENV"]
    answer = house.run("up")
    assert answer.returncode == 1
    assert answer.stderr.startswith("No right to write")
    assert "Traceback" not in answer.stderr


@needs_root
def test_a_plain_user_installs_and_starts(open_folder):
    """The whole way of a newcomer without rights: an installation that is killed half-way, the next one, servers,
    page, end."""
    house = House.copy_to(open_folder / "desk", python=SYSTEM_PYTHON, prefix=AS_NOBODY)
    del house.env["CBP_VENV"]
    house.env["HOME"] = str(house.folder)
    shutil.chown(house.folder, NOBODY, NOBODY)
    kill_half_way_through_installing(house)
    up = house.up("--port", str(free_port()), within=240)
    assert "Installing" in up.said
    assert status_of(up.url + "/") == 200
    assert house.state.stat().st_uid == NOBODY
    up.stop()
    assert house.wait_until_empty(1) == {}
    began = time.monotonic()
    assert "Installing" not in house.up("--port", str(free_port())).said
    assert time.monotonic() - began < 10


def kill_half_way_through_installing(house):
    launcher = subprocess.Popen(house.command("up"), env=house.env, cwd=house.folder, stderr=subprocess.DEVNULL)
    house.wait_for("--require-hashes")
    time.sleep(3)
    launcher.kill()
    launcher.wait()
    assert house.wait_until_empty(10) == {}
    assert (house.folder / ".venv").exists()


@needs_root
def test_root_without_user_namespaces(tmp_path):
    """As in a plain container: the database runs as another user, from folders that this user can reach."""
    house = House.copy_to(tmp_path / "closed desk")
    house.env["CBP_NO_USER_NAMESPACE"] = "1"
    up = house.up("--port", str(free_port()))
    place = Path((house.state / "postgres-place").read_text())
    try:
        assert status_of(up.url + "/") == 200
        assert (place / "data").stat().st_uid != 0
        os.kill(up.pid, signal.SIGKILL)
        up.launcher.wait()
        assert house.wait_until_empty(ENDS_WITHIN) == {}
        house.up("--port", str(free_port())).stop()
        assert house.wait_until_empty(1) == {}
    finally:
        house.end()
        shutil.rmtree(place)


@needs_root
def test_a_full_disk_is_said_in_a_sentence(tmp_path):
    house = House.copy_to(tmp_path / "full")
    house.state.mkdir()
    mounted = subprocess.run(["mount", "-t", "tmpfs", "-o", "size=40m", "tmpfs", str(house.state)], check=False)
    if mounted.returncode:
        pytest.skip("this machine lets nobody mount")
    try:
        answer = house.run("up", "--port", str(free_port()))
    finally:
        subprocess.run(["umount", str(house.state)], check=True)
    assert answer.returncode == 1
    assert "nearly full" in answer.stderr
    assert "Traceback" not in answer.stderr


def test_the_second_start_is_quick(house):
    """The budget is 3 seconds on two free cores (docs/measurements.md); the alarm leaves room for a busy machine."""
    house.up("--port", str(free_port())).stop()
    assert min(seconds_to_start(house) for _ in range(3)) < 10


def seconds_to_start(house):
    began = time.monotonic()
    up = house.up("--port", str(free_port()))
    seconds = time.monotonic() - began
    up.stop()
    return seconds
