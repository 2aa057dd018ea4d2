"""The environment variables in which our processes run; what the person has set always wins."""

from __future__ import annotations

import os
from collections.abc import Mapping

from cbp.local import keys
from cbp.local.state import State


def base_environment(state: State, given: Mapping[str, str] | None = None) -> dict[str, str]:
    """Keys and folders of this machine: what every command needs, whatever database it works on."""
    env = dict(os.environ if given is None else given)
    if not env.get("SECRET_KEY") and not env.get("SECRET_KEY_FILE"):
        env["SECRET_KEY_FILE"] = str(keys.secret_key(state.root))
    if not env.get("ENCRYPTION_KEYS") and not env.get("ENCRYPTION_KEYS_FILE"):
        env["ENCRYPTION_KEYS_FILE"] = str(keys.encryption_key(state.root))
    ours = {
        "DJANGO_SETTINGS_MODULE": "cbp.settings",
        "FILES_DIR": str(state.root / "files"),
        "STATIC_DIR": str(state.root / "static"),
        "MAIL_DIR": str(state.root / "mail"),
        "ALLOWED_HOSTS": "localhost,127.0.0.1",
        "PYTHONUNBUFFERED": "1",
    }
    return {**ours, **{name: value for name, value in env.items() if value or name not in ours}}


def stack_environment(state: State, *, database: str, redis: str, hosts: str, site: str) -> dict[str, str]:
    """For web, worker and preparation under `up`. The readiness question comes to 127.0.0.1, so it is always among
    the names."""
    env = {"SITE_URL": site, "DEMO": "1", "SECOND_FACTOR_REQUIRED": "0", **base_environment(state)}
    if "ALLOWED_HOSTS" not in os.environ:
        env["ALLOWED_HOSTS"] = hosts
    elif "127.0.0.1" not in env["ALLOWED_HOSTS"].split(","):
        env["ALLOWED_HOSTS"] += ",127.0.0.1"
    return {**env, "DATABASE_URL": database, "REDIS_URL": redis}


def is_on(env: Mapping[str, str], name: str) -> bool:
    """As the settings read a switch."""
    return env.get(name, "").strip().lower() in ("1", "true", "yes", "on")
