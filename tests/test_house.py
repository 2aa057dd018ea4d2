"""The laws of the house: relations point down, imports point down, jobs have their tasks, no start without secrets."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest
from celery import current_app
from django.apps import apps
from django.conf import settings
from django.core.management import call_command
from django.db.models.fields.reverse_related import ForeignObjectRel

from cbp.core import jobs
from cbp.core.models.jobs import NEXT, Job, JobState

FLOORS = ["core", "accounts", "partners", "profiling", "cycles", "workshops", "priorities", "plans", "delivery",
          "reports", "desk"]  # fmt: skip
# Libraries have no floor; only what stands above them may point at them, and they only at people.
LIBRARIES = {"auth", "contenttypes", "sessions", "account", "mfa"}
RELATIONS = [
    (model._meta.label, field.name, model._meta.app_label, field.related_model._meta.app_label)
    for model in apps.get_models(include_auto_created=True)
    for field in model._meta.get_fields()
    if field.is_relation and not isinstance(field, ForeignObjectRel) and field.related_model
]


# --- relations --------------------------------------------------------------------------------------------------------
def test_every_app_has_its_floor():
    assert {model._meta.app_label for model in apps.get_models()} <= {*FLOORS, *LIBRARIES}


@pytest.mark.parametrize(("model", "name", "app", "other"), RELATIONS, ids=lambda part: str(part))
def test_relations_point_down(model, name, app, other):
    if app in LIBRARIES:
        assert other in {*LIBRARIES, "accounts"}
    else:
        assert FLOORS.index(other) <= FLOORS.index(app)


def test_the_walk_meets_the_relations_that_we_know():
    assert ("core.Area", "parent", "core", "core") in RELATIONS
    assert ("accounts.Assignment", "programme", "accounts", "core") in RELATIONS


def test_history_and_jobs_point_at_nobody():
    """They outlive what they tell of. A sheet of profiles belongs to its programme, which is never deleted."""
    for model in (apps.get_model("core.Event"), *jobs.concrete_jobs()):
        targets = {field.related_model._meta.label for field in model._meta.fields if field.is_relation}
        assert targets <= {"reports.PaperFile", "core.Programme", "profiling.ColumnMapping"}


# --- imports and migrations -------------------------------------------------------------------------------------------
def test_imports_point_down():
    command = [str(Path(sys.executable).with_name("lint-imports")), "--no-cache"]
    done = subprocess.run(command, capture_output=True, text=True, cwd=settings.BASE_DIR)
    assert done.returncode == 0, done.stdout


def test_no_migration_is_missing(db):
    call_command("makemigrations", check=True, dry_run=True, verbosity=0)


def test_no_function_is_imported_by_a_migration_of_another_app():
    """Migrations are linear: each app has one last migration."""
    for app in FLOORS:
        if app not in apps.app_configs:
            continue
        files = sorted((Path(apps.get_app_config(app).path) / "migrations").glob("[0-9]*.py"))
        numbers = [file.name[:4] for file in files]
        assert numbers == sorted(set(numbers))


# --- jobs -------------------------------------------------------------------------------------------------------------
def test_every_state_of_a_job_can_be_reached():
    assert set(NEXT) == set(JobState)
    assert {state for after in NEXT.values() for state in after} == set(JobState)


@pytest.mark.parametrize("state", JobState)
def test_a_job_moves_as_the_table_says(state):
    job = jobs.concrete_jobs()[0](state=state)
    assert [other for other in JobState if job.can_move_to(other)] == [one for one in JobState if one in NEXT[state]]


def test_every_job_has_its_task():
    current_app.loader.import_default_modules()
    kinds = jobs.concrete_jobs()
    assert {"core.Letter", "core.SheetImport", "reports.Report"} <= {kind._meta.label for kind in kinds}
    assert [kind._meta.label for kind in kinds if kind.task not in current_app.tasks] == []


def test_every_scheduled_task_exists():
    current_app.loader.import_default_modules()
    wanted = {entry["task"] for entry in settings.CELERY_BEAT_SCHEDULE.values()}
    assert wanted - set(current_app.tasks) == set()


@pytest.mark.parametrize("kind", jobs.concrete_jobs(), ids=lambda kind: kind._meta.label)
def test_the_sweeper_finds_waiting_jobs_by_an_index(kind: type[Job]):
    assert ["state", "rung_at"] in [index.fields for index in kind._meta.indexes]


def test_the_broker_carries_json_and_nothing_else():
    """A62: a message that is a pickle is refused."""
    conf = current_app.conf
    assert (conf.accept_content, conf.task_serializer, conf.task_ignore_result) == (["json"], "json", True)
    assert (conf.task_acks_late, conf.task_reject_on_worker_lost, conf.worker_prefetch_multiplier) == (True, True, 1)


# --- settings ---------------------------------------------------------------------------------------------------------
def start(**environment: str) -> subprocess.CompletedProcess[str]:
    kept = {name: os.environ[name] for name in ("PATH", "DATABASE_URL") if name in os.environ}
    return subprocess.run(
        [sys.executable, "-c", "import cbp.settings as s; print(s.SECRET_KEY, s.DEBUG, s.SESSION_COOKIE_SECURE)"],
        capture_output=True, text=True, cwd=settings.BASE_DIR, env={**kept, **environment},
    )  # fmt: skip


KEYS = {"SECRET_KEY": "one", "ENCRYPTION_KEYS": "two"}


@pytest.mark.parametrize("name", KEYS)
def test_no_start_without_a_secret(name):
    done = start(**{key: value for key, value in KEYS.items() if key != name})
    assert done.returncode == 1
    assert done.stderr.splitlines()[-1].endswith(
        f"{name} is missing. Set {name}, or {name}_FILE to a file that holds it."
    )


def test_a_secret_may_stand_in_a_file(tmp_path):
    (tmp_path / "key").write_text("from a file\n")
    done = start(SECRET_KEY_FILE=str(tmp_path / "key"), ENCRYPTION_KEYS="two")
    assert done.stdout == "from a file False False\n"


def test_debug_is_off_unless_somebody_turns_it_on():
    assert start(**KEYS).stdout == "one False False\n"
    assert start(DEBUG="1").stdout == "dev True False\n"


def test_a_flag_is_a_flag():
    assert start(**KEYS, DEBUG="perhaps").stderr.splitlines()[-1].endswith("DEBUG is “perhaps”: write 1 or 0.")


def test_an_address_with_https_makes_cookies_secure():
    assert start(**KEYS, SITE_URL="https://plan.example").stdout == "one False True\n"


def test_no_other_database_is_taken():
    done = start(**{**KEYS, "DATABASE_URL": "sqlite:///x"})
    assert "DATABASE_URL must begin with postgres://" in done.stderr


def test_nothing_is_wrong_for_production():
    """Django's own list. Whether sub-domains and browsers' lists take part is for the owner of the domain to say."""
    environment = {
        **{name: value for name, value in os.environ.items() if name != "DJANGO_ALLOW_ASYNC_UNSAFE"},
        "DEBUG": "0",
        "SITE_URL": "https://plan.example",
        "ALLOWED_HOSTS": "plan.example",
        "SECRET_KEY": "the-key-of-a-test-with-more-than-fifty-letters-and-%-signs",
        "DJANGO_SETTINGS_MODULE": "cbp.settings",
    }
    command = [sys.executable, "-m", "django", "check", "--deploy", "--fail-level", "WARNING"]
    done = subprocess.run(command, capture_output=True, text=True, cwd=settings.BASE_DIR, env=environment)
    assert set(re.findall(r"\((\w+\.[EW]\d+)\)", done.stderr)) == {"security.W005", "security.W021"}
