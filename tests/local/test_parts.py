"""The parts of the launcher that need no server: ports, paths, addresses, stamps, keys, restarts, sentences."""

import errno
import json
import os
import socket
import stat
import subprocess
import sys
from pathlib import Path

import pytest
from cryptography.fernet import Fernet
from django.core.exceptions import ImproperlyConfigured

from cbp import settings
from cbp.local import addresses, bootstrap, children, keys, native, prepare, readiness, stamps, surroundings
from cbp.local.bootstrap import Installation, Problem
from cbp.local.state import PROJECT, Hold, Running, State, open_log


# --- ports and addresses ----------------------------------------------------------------------------------------------
def test_a_taken_port_is_skipped():
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = other.getsockname()[1]
        with addresses.listen("127.0.0.1", port) as ear:
            assert ear.getsockname()[1] > port


def test_an_address_of_another_machine_is_refused_in_words():
    with pytest.raises(Problem, match="not an address of this machine"):
        addresses.listen("192.0.2.1", 8000)


@pytest.mark.parametrize(
    ("host", "shown"),
    [
        ("127.0.0.1", "http://localhost:8000"),
        ("0.0.0.0", "http://localhost:8000"),  # noqa: S104 - nothing is bound
        ("::1", "http://localhost:8000"),
        ("192.0.2.7", "http://192.0.2.7:8000"),
        ("2001:db8::7", "http://[2001:db8::7]:8000"),
    ],
)
def test_the_address_that_a_person_types(host, shown):
    assert addresses.site_url(host, 8000) == shown


def test_only_the_names_of_this_machine_are_answered():
    assert addresses.allowed_hosts("127.0.0.1") == "127.0.0.1,localhost"
    everywhere = addresses.allowed_hosts("0.0.0.0").split(",")  # noqa: S104 - nothing is bound
    assert socket.gethostname() in everywhere
    assert "*" not in everywhere


def test_the_settings_read_the_urls_that_the_launcher_writes():
    folder = Path("/home/amina/bureau de planification é/.local/postgres")
    read = settings.database(addresses.database_url(folder))
    assert (read["HOST"], read["USER"], read["NAME"], read["PORT"]) == (str(folder), "cbp", "cbp", "")


def test_a_database_of_another_kind_is_refused_in_words():
    with pytest.raises(ImproperlyConfigured, match="postgres://"):
        settings.database("sqlite:///x.db")


def test_a_short_folder_holds_its_own_socket(tmp_path):
    assert addresses.socket_folder(tmp_path / "pg", ".s.PGSQL.5432") == tmp_path / "pg"


def test_a_long_folder_has_its_socket_in_a_private_short_one(tmp_path):
    wanted = tmp_path / ("long " * 20).strip() / ("é" * 8)
    short = addresses.socket_folder(wanted, ".s.PGSQL.5432")
    assert len(os.fsencode(short / ".s.PGSQL.5432")) <= addresses.LONGEST_SOCKET_PATH
    assert stat.S_IMODE(short.stat().st_mode) == 0o700
    assert short == addresses.socket_folder(wanted, ".s.PGSQL.5432")
    assert short != addresses.socket_folder(wanted / "other", ".s.PGSQL.5432")
    short.rmdir()


def test_a_socket_folder_that_another_put_there_is_refused(tmp_path):
    (tmp_path / "elsewhere").mkdir()
    (tmp_path / "link").symlink_to(tmp_path / "elsewhere")
    with pytest.raises(Problem, match="another user"):
        addresses.private_folder(tmp_path / "link")


# --- stamps -----------------------------------------------------------------------------------------------------------
def test_a_stamp_changes_with_any_file(tmp_path):
    lock = tmp_path / "run.txt"
    lock.write_text("django==5.2.19")
    style = tmp_path / "static" / "site.css"
    style.parent.mkdir()
    style.write_text("a")
    first = stamps.tree_digest([style.parent], lock)
    assert stamps.tree_digest([style.parent], lock) == first
    style.write_text("ab")
    second = stamps.tree_digest([style.parent], lock)
    lock.write_text("django==5.2.20")
    third = stamps.tree_digest([style.parent], lock)
    (style.parent / "new.css").write_text("")
    assert len({first, second, third, stamps.tree_digest([style.parent], lock)}) == 4


def test_an_unreadable_stamp_says_nothing(tmp_path):
    (tmp_path / "stamp").write_text("{half")
    assert stamps.read(tmp_path / "stamp") == {}
    stamps.write(tmp_path / "stamp", {"sources": "x"})
    assert stamps.read(tmp_path / "stamp") == {"sources": "x"}


def test_static_files_count_only_with_their_folder_and_their_sources(tmp_path):
    assert not prepare.static_is_ready(tmp_path, tmp_path / "static")
    stamps.write(tmp_path / prepare.STATIC_STAMP, {"sources": stamps.static_digest()})
    assert not prepare.static_is_ready(tmp_path, tmp_path / "static")
    (tmp_path / "static").mkdir()
    assert prepare.static_is_ready(tmp_path, tmp_path / "static")
    stamps.write(tmp_path / prepare.STATIC_STAMP, {"sources": "older"})
    assert not prepare.static_is_ready(tmp_path, tmp_path / "static")


# --- installing -------------------------------------------------------------------------------------------------------
@pytest.fixture
def installation(tmp_path, monkeypatch):
    """An environment that is there and stamped, and an installer that only notes what it is asked for."""
    monkeypatch.delenv("DATABASE_URL", raising=False)
    locks = tmp_path / "requirements"
    locks.mkdir()
    for name in ("run", "test", "embedded"):
        (locks / f"{name}.txt").write_text(name)
    state = tmp_path / ".local"
    (state / "logs").mkdir(parents=True)
    made = Installation(tmp_path, tmp_path / ".venv", state)
    made.asked = []
    monkeypatch.setattr(made, "_can_install", lambda names: made.asked.extend(names) or True)
    monkeypatch.setattr(made, "_make", lambda: (made.asked.append("venv"), make_environment(made.venv)))
    return made


def make_environment(venv):
    (venv / "bin").mkdir(parents=True, exist_ok=True)
    (venv / "lib" / f"python{sys.version_info[0]}.{sys.version_info[1]}").mkdir(parents=True, exist_ok=True)
    (venv / "bin" / "python").unlink(missing_ok=True)
    (venv / "bin" / "python").symlink_to(sys.executable)


def test_the_first_time_all_is_installed_the_second_time_nothing(installation):
    installation.ensure("run")
    assert installation.asked == ["venv", "run", "embedded"]
    installation.ensure("run")
    assert installation.asked == ["venv", "run", "embedded"]


def test_the_kit_of_the_tests_holds_all_that_runs(installation):
    installation.ensure("test")
    installation.ensure("run")
    assert installation.asked == ["venv", "test", "embedded"]


def test_a_changed_lock_is_installed_again(installation):
    installation.ensure("run")
    (installation.locks / "run.txt").write_text("newer")
    installation.ensure("run")
    assert installation.asked == ["venv", "run", "embedded", "run"]


def test_an_installation_cut_off_half_way_is_begun_anew(installation):
    installation.ensure("run")
    installation.begun.touch()
    installation.ensure("run")
    assert installation.asked == ["venv", "run", "embedded"] * 2


def test_an_environment_of_another_python_is_made_anew(installation):
    installation.ensure("run")
    (installation.venv / "bin" / "python").unlink()
    (installation.venv / "bin" / "python").symlink_to("/nowhere/python3.9")
    installation.ensure("run")
    assert installation.asked == ["venv", "run", "embedded"] * 2


def test_servers_named_by_the_environment_are_not_installed(installation, monkeypatch):
    monkeypatch.setenv("DATABASE_URL", "postgres://elsewhere/cbp")
    monkeypatch.setenv("REDIS_URL", "redis://elsewhere")
    installation.ensure("run")
    assert installation.asked == ["venv", "run"]


def test_a_platform_without_the_servers_gets_the_application_and_is_asked_again(installation, monkeypatch):
    def refuse_servers(names):
        installation.asked.append("+".join(names))
        return "embedded" not in names

    monkeypatch.setattr(installation, "_can_install", refuse_servers)
    installation.ensure("run")
    installation.ensure("run")
    assert installation.asked == ["venv", "run+embedded", "run", "embedded"]


def test_a_failed_installation_is_said_and_begun_anew(installation, monkeypatch):
    monkeypatch.setattr(installation, "_can_install", lambda names: False)
    installation.log.write_text("ERROR: No matching distribution found\n")
    with pytest.raises(Problem, match="No matching distribution"):
        installation.ensure("run")
    assert installation.begun.exists()


def test_the_lock_of_the_tests_holds_the_versions_that_run():
    pins = {name: set(lock_of(name)) for name in ("run", "embedded", "test")}
    assert pins["run"] <= pins["test"]
    both = {pin.split("==")[0] for pin in pins["embedded"]} & {pin.split("==")[0] for pin in pins["test"]}
    for package in both:
        assert {p for p in pins["embedded"] if p.startswith(package + "==")} <= pins["test"]


def lock_of(name):
    lines = (PROJECT / "requirements" / f"{name}.txt").read_text().splitlines()
    return [line.split(" ")[0] for line in lines if "==" in line and not line.startswith((" ", "#"))]


def test_an_old_python_is_told_so():
    pretend = "import runpy, sys; sys.version_info = (3, 8, 1); runpy.run_path('manage.py', run_name='__main__')"
    answer = subprocess.run([sys.executable, "-c", pretend], cwd=PROJECT, capture_output=True, text=True, check=False)
    assert answer.returncode == 1
    assert "Python 3.11 or newer" in answer.stderr
    assert "Traceback" not in answer.stderr


def test_the_log_s_loudest_line_is_shown(tmp_path):
    log = tmp_path / "postgres.log"
    log.write_text("LOG:  starting\nFATAL:  no space left\nLOG:  shut down\n")
    assert bootstrap.last_line(log) == "FATAL:  no space left"
    log.write_text("one\ntwo\n\n")
    assert bootstrap.last_line(log) == "two"
    assert bootstrap.last_line(tmp_path / "none") == ""


def test_what_goes_wrong_around_us_is_a_sentence():
    assert "disk is full" in bootstrap.as_sentence(OSError(errno.ENOSPC, "x"))
    assert "No right" in bootstrap.as_sentence(PermissionError(errno.EACCES, "x", "/srv/x"))


# --- keys and state ---------------------------------------------------------------------------------------------------
def test_keys_are_made_once_and_for_their_owner_only(tmp_path):
    path = keys.encryption_key(tmp_path)
    made = path.read_text()
    Fernet(made)
    assert keys.encryption_key(tmp_path).read_text() == made
    assert {stat.S_IMODE(keys.secret_key(tmp_path).stat().st_mode), stat.S_IMODE(path.stat().st_mode)} == {0o600}


def test_an_empty_key_file_is_made_anew(tmp_path):
    (tmp_path / "secret_key").touch()
    assert len(keys.secret_key(tmp_path).read_text()) > 50


def test_one_holder_at_a_time(tmp_path):
    state = State(tmp_path)
    first, second = Hold(state), Hold(state)
    assert first.take("up")
    assert not second.take("command-shell")
    assert second.holder() == ("up", os.getpid())
    first.release()
    assert second.take("command-shell")
    second.release()


def test_a_wait_for_the_folder_may_end_early(tmp_path):
    first, second = Hold(State(tmp_path)), Hold(State(tmp_path))
    first.take("up")
    assert not second.take_within(30, "up", until=lambda: True)


def test_what_runs_is_told_and_what_was_killed_is_not(tmp_path):
    state = State(tmp_path)
    running = Running(os.getpid(), "http://localhost:8000", "postgres://x", "redis://x")
    running.write(state)
    assert Running.read(state) == running
    assert stat.S_IMODE((tmp_path / "stack.json").stat().st_mode) == 0o600
    gone = subprocess.Popen(["true"])
    gone.wait()
    Running(gone.pid, "x", "x", "x").write(state)
    assert Running.read(state) is None
    Running.forget(state)
    Running.forget(state)


def test_a_full_disk_is_refused_before_anything_starts(tmp_path, monkeypatch):
    monkeypatch.setattr("shutil.disk_usage", lambda path: Usage)
    with pytest.raises(Problem, match="nearly full"):
        State(tmp_path).check_room()


class Usage:
    free = 1024


def test_a_log_that_has_grown_large_begins_anew(tmp_path):
    log = tmp_path / "web.log"
    log.write_bytes(b"x" * (5 * 1024 * 1024 + 1))
    open_log(log).close()
    assert log.stat().st_size == 0
    assert (tmp_path / "web.log.1").stat().st_size > 5 * 1024 * 1024


# --- environment, readiness, restarts ---------------------------------------------------------------------------------
def test_what_the_person_has_set_wins(tmp_path):
    env = surroundings.base_environment(State(tmp_path), {"SECRET_KEY": "mine", "FILES_DIR": "/srv/files"})
    assert env["SECRET_KEY"] == "mine"
    assert "SECRET_KEY_FILE" not in env
    assert env["FILES_DIR"] == "/srv/files"
    assert Path(env["ENCRYPTION_KEYS_FILE"]).exists()


def test_the_readiness_question_is_always_answered(tmp_path, monkeypatch):
    monkeypatch.setenv("ALLOWED_HOSTS", "planning.example.org")
    given = {"database": "postgres://x", "redis": "redis://x", "hosts": "localhost", "site": "http://localhost:1"}
    env = surroundings.stack_environment(State(tmp_path), **given)
    assert env["ALLOWED_HOSTS"] == "planning.example.org,127.0.0.1"


@pytest.mark.parametrize(
    ("status", "body", "ready", "missing"),
    [
        (200, {"database": True, "broker": True, "worker": True}, True, ()),
        (503, {"database": True, "broker": False, "worker": False}, False, ("broker", "worker")),
        (500, "<h1>broken</h1>", False, ("web",)),
        (503, [1], False, ("web",)),
    ],
)
def test_the_answer_says_what_is_missing(status, body, ready, missing):
    raw = body if isinstance(body, str) else json.dumps(body)
    assert readiness.read(status, raw.encode()) == readiness.Answer(ready, missing)


def test_nobody_listening_is_not_ready():
    with socket.socket() as ear:
        ear.bind(("127.0.0.1", 0))
        port = ear.getsockname()[1]
    assert readiness.ask(port) == readiness.Answer(False, ("web",))


def test_a_slip_is_mended_a_loop_is_not():
    restarts = children.Restarts(limit=3, window=60)
    assert [restarts.allow(now) for now in (0, 10, 20, 30)] == [True, True, True, False]
    assert restarts.allow(61)


def test_the_pause_before_a_restart_grows():
    restarts = children.Restarts()
    pauses = []
    for now in range(5):
        restarts.allow(now)
        pauses.append(restarts.pause)
    assert pauses == [0.5, 1, 2, 4, 8]


def test_the_browser_that_the_person_names_is_taken(monkeypatch):
    monkeypatch.setenv("CHROMIUM", "/opt/browser")
    assert native.find_chromium() == "/opt/browser"


def test_pango_is_here():
    """Papers are tested for real, so a machine that runs the tests has it; `manage.py test` says how to get it."""
    assert native.pango_works()
