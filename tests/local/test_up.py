"""`manage.py up` as a person meets it: from a copy of the project, in a folder with a space, on a free port."""

import os
import signal
import socket
import subprocess
import time

import pytest

from tests.local.house import House, free_port, status_of

pytestmark = pytest.mark.slow
ENDS_WITHIN = 10.0


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


def test_two_fall_at_once(house, up):
    for program in ("postgres", "valkey-server", "gunicorn", "celery"):
        os.kill(up.child(program), signal.SIGKILL)
    up.wait_until_said("The worker has ended unexpectedly")
    up.wait_until_ready()


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
    (house.state / "postgres" / "postmaster.pid").write_text(f"{os.getpid()}\n{house.state}\n1\n5432\n\n\n\nready\n")
    (house.state / "valkey" / "valkey.sock").unlink(missing_ok=True)
    stale = socket.socket(socket.AF_UNIX)
    os.chdir(house.state / "valkey")
    stale.bind("valkey.sock")
    os.chdir("/")
    stale.close()
    (house.state / "stack.json").write_text('{"pid": 1, "url": "x", "DATABASE_URL": "x", "REDIS_URL": "x"}')
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


def test_another_user_s_folder_is_said_in_a_sentence(tmp_path):
    if os.geteuid() != 0:
        pytest.skip("only root can try what another user may not do")
    house = House.copy_to(tmp_path / "not mine", python="/usr/bin/python3", prefix=as_nobody())
    tmp_path.chmod(0o755)
    house.folder.chmod(0o755)
    house.env.pop("CBP_VENV")
    answer = house.run("up")
    assert answer.returncode == 1
    assert answer.stderr.startswith("No right to write")
    assert "Traceback" not in answer.stderr


def test_a_full_disk_is_said_in_a_sentence(tmp_path):
    if os.geteuid() != 0:
        pytest.skip("only root can mount a small disk")
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
    """The budget is 3 seconds on two free cores; the alarm leaves room for a busy machine."""
    house.up("--port", str(free_port())).stop()
    began = time.monotonic()
    up = house.up("--port", str(free_port()))
    assert time.monotonic() - began < 6
    up.stop()


def as_nobody() -> list[str]:
    return ["setpriv", "--reuid=65534", "--regid=65534", "--clear-groups"]
