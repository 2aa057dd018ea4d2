"""DATABASE_URL and REDIS_URL replace the embedded servers, for `up` and for commands."""

import os
import subprocess
import sys
import uuid
from contextlib import closing

import psycopg2
import pytest

from tests.local.house import House, free_port, status_of

NOWHERE = "postgres://cbp:secret@127.0.0.1:1/cbp"


@pytest.fixture
def house(tmp_path):
    house = House.copy_to(tmp_path / "desk")
    yield house
    house.end()


@pytest.fixture(scope="module")
def shared_house(tmp_path_factory):
    """For commands that make a database of their own: made and migrated once."""
    house = House.copy_to(tmp_path_factory.mktemp("shared") / "desk")
    yield house
    house.end()


@pytest.fixture
def named_database():
    """A fresh database on the server of this run."""
    url = os.environ["DATABASE_URL"]
    name = f"named_{uuid.uuid4().hex[:8]}"
    with closing(psycopg2.connect(url)) as connection:
        connection.autocommit = True
        connection.cursor().execute(f"CREATE DATABASE {name}")
        yield url.replace("/cbp?", f"/{name}?")
        connection.cursor().execute(f"DROP DATABASE {name} WITH (FORCE)")


def test_a_database_that_does_not_answer_is_said_in_a_sentence(house):
    house.env |= {"DATABASE_URL": NOWHERE, "REDIS_URL": "redis://127.0.0.1:1/0"}
    answer = house.run("up", "--port", str(free_port()))
    assert answer.returncode == 1
    assert "DATABASE_URL" in answer.stderr
    assert "secret" not in answer.stderr
    assert "Traceback" not in answer.stderr
    assert house.wait_until_empty(1) == {}


def test_a_command_works_on_the_named_database_and_starts_none(house):
    house.env |= {"DATABASE_URL": os.environ["DATABASE_URL"], "SECRET_KEY": "x", "ENCRYPTION_KEYS": "x"}
    code = "from django.db import connection as c; c.ensure_connection(); print(c.settings_dict['NAME'])"
    answer = house.run("shell", "-v", "0", "-c", code)
    assert answer.stdout == "cbp\n", answer.stderr
    assert not (house.state / "postgres").exists()


@pytest.mark.slow
def test_a_command_says_nothing_of_its_own_on_standard_output(shared_house):
    """A first command on a fresh clone: a database is made and migrated for it, in silence."""
    code = "from django.contrib.auth import get_user_model; print(get_user_model().objects.count())"
    answer = shared_house.run("shell", "-v", "0", "-c", code)
    assert answer.stdout == "0\n", answer.stderr
    assert shared_house.wait_until_empty(1) == {}


@pytest.mark.slow
def test_a_failing_command_passes_its_status_on_and_stops_its_database(shared_house):
    answer = shared_house.run("no_such_command")
    assert answer.returncode == 1
    assert "no_such_command" in answer.stderr
    assert shared_house.wait_until_empty(1) == {}


@pytest.mark.slow
def test_up_on_named_servers(house, named_database):
    house.env |= {"DATABASE_URL": named_database, "REDIS_URL": os.environ["REDIS_URL"]}
    up = house.up("--port", str(free_port()))
    assert status_of(up.url + "/health/ready/") == 200
    assert not (house.state / "postgres").exists()
    assert not (house.state / "valkey").exists()
    assert up.facts()["DATABASE_URL"] == named_database
    assert up.stop() < 20
    assert house.wait_until_empty(1) == {}


@pytest.mark.slow
def test_bench_up_gives_figures(house):
    answer = house.run("bench", "up", "--json")
    assert '"second_start_seconds"' in answer.stdout, answer.stderr
    assert house.wait_until_empty(1) == {}


@pytest.mark.slow
def test_the_suite_leaves_nothing_and_passes_the_status_on(house):
    (house.folder / "tests" / "test_one.py").write_text("def test_one():\n    assert False\n")
    answer = house.run("test", "tests/test_one.py")
    assert answer.returncode == 1
    assert "1 failed" in answer.stdout
    assert house.wait_until_empty(1) == {}


@pytest.mark.slow
def test_a_killed_suite_leaves_no_process(house):
    (house.folder / "tests" / "test_one.py").write_text("import time\ndef test_one():\n    time.sleep(60)\n")
    code = f"import subprocess, sys; subprocess.run({house.command('test', 'tests/test_one.py')!r})"
    outer = subprocess.Popen([sys.executable, "-c", code], env=house.env, cwd=house.folder)
    pids = house.wait_for("cbp.local.suite")
    house.wait_for("-m pytest")
    os.kill(min(pids), 9)
    assert house.wait_until_empty(12) == {}
    outer.wait()
