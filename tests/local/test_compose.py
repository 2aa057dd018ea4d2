"""docker-compose.yml cannot be started by the tests, so it is held against what the code says about itself."""

import ast
import re

import pytest
import yaml

from cbp.local import native, postgres
from cbp.local.state import PROJECT

COMPOSE = yaml.safe_load((PROJECT / "docker-compose.yml").read_text())
SERVICES = COMPOSE["services"]
OURS = ("web", "worker", "beat")
DOCKERFILE = COMPOSE["x-app"]["build"]["dockerfile_inline"]


def names_read_by_the_settings() -> set[str]:
    """Every literal name that a reader of the settings is called with; a secret may also come as NAME_FILE."""
    names = set()
    for node in ast.walk(ast.parse((PROJECT / "cbp" / "settings.py").read_text())):
        if isinstance(node, ast.Call) and getattr(node.func, "id", "") in ("text", "flag", "secret"):
            name = node.args[0]
            if isinstance(name, ast.Constant):
                names |= {name.value, f"{name.value}_FILE"} if node.func.id == "secret" else {name.value}
    return names


def test_the_settings_have_readers():
    assert {"DATABASE_URL", "SECRET_KEY", "SECRET_KEY_FILE", "SITE_URL"} <= names_read_by_the_settings()


@pytest.mark.parametrize("service", OURS)
def test_every_variable_is_one_that_the_settings_read(service):
    assert set(SERVICES[service]["environment"]) <= names_read_by_the_settings()


def test_what_production_needs_is_set():
    required = {"DATABASE_URL", "REDIS_URL", "SECRET_KEY", "ENCRYPTION_KEYS", "SITE_URL", "ALLOWED_HOSTS"}
    given = SERVICES["web"]["environment"]
    assert all("${" in given[name] and ":?" in given[name] for name in required)
    assert {"FILES_DIR", "STATIC_DIR", "MAIL_DIR"} <= set(given)


def test_web_worker_and_beat_are_one_image_and_one_environment():
    for part in ("image", "build", "environment", "volumes", "read_only"):
        assert SERVICES["web"][part] == SERVICES["worker"][part] == SERVICES["beat"][part]


def test_what_is_written_lies_on_a_volume():
    given = SERVICES["web"]["environment"]
    assert SERVICES["web"]["read_only"] is True
    assert SERVICES["web"]["volumes"] == ["files:/files"]
    assert given["FILES_DIR"].startswith("/files/")
    assert given["MAIL_DIR"].startswith("/files/")


def test_the_database_sorts_as_the_embedded_one():
    args = SERVICES["db"]["environment"]["POSTGRES_INITDB_ARGS"].split()
    assert [word for word in args if "locale" in word] == list(postgres.LOCALE)


def test_the_image_has_the_libraries_of_the_papers_and_the_locked_packages():
    assert all(package in DOCKERFILE for package in native.PANGO)
    assert "--require-hashes -r requirements/run.txt" in DOCKERFILE
    assert re.search(r"^USER (?!root)", DOCKERFILE, re.M)


def test_all_that_the_application_is_made_of_is_in_the_image():
    copied = set(re.findall(r"^COPY (\S+)", DOCKERFILE, re.M))
    packages = {path.parent.name for path in PROJECT.glob("*/__init__.py")} - {"tests"}
    assert packages | {"templates", "static", "manage.py"} <= copied
    assert all((PROJECT / name).exists() for name in copied)


def test_every_service_says_whether_it_is_well():
    assert all(service["healthcheck"]["test"] for service in SERVICES.values())


def test_the_web_does_not_wait_for_the_worker_that_waits_for_it():
    assert "web" in SERVICES["worker"]["depends_on"]
    assert "/health/live/" in " ".join(SERVICES["web"]["healthcheck"]["test"])
