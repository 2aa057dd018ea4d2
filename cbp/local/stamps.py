"""What a step was done for, so that it is skipped when nothing has changed and repeated when anything has."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from cbp.local.state import PROJECT

SKIPPED = {"node_modules", "__pycache__", ".venv", ".local", ".git"}


def tree_digest(folders: Iterable[Path], *files: Path) -> str:
    """Over names, sizes and times of change of all files below the folders, and over the bytes of the files given."""
    digest = hashlib.sha256()
    for path in sorted(found for folder in folders for found in _below(folder)):
        facts = path.stat()
        digest.update(f"{path}\0{facts.st_size}\0{facts.st_mtime_ns}\n".encode())
    for path in files:
        digest.update(path.read_bytes())
    return digest.hexdigest()


def _below(folder: Path) -> Iterable[Path]:
    return (path for path in folder.rglob("*") if path.is_file() and not SKIPPED & set(path.parts))


def folders_named(name: str, project: Path = PROJECT) -> list[Path]:
    """`static` or `migrations`: of the project, of its top-level apps, and of the apps inside `cbp`."""
    candidates = [project / name, *project.glob(f"*/{name}"), *project.glob(f"cbp/*/{name}")]
    return sorted(
        path for path in candidates if path.is_dir() and not path.relative_to(project).parts[0].startswith(".")
    )


def static_digest() -> str:
    return tree_digest(folders_named("static"), PROJECT / "requirements" / "run.txt", PROJECT / "cbp" / "settings.py")


def migrations_digest() -> str:
    return tree_digest(folders_named("migrations"), PROJECT / "requirements" / "run.txt")


def read(path: Path) -> dict[str, Any]:
    try:
        return dict(json.loads(path.read_text()))
    except (OSError, ValueError):
        return {}


def write(path: Path, facts: dict[str, Any]) -> None:
    draft = path.with_name(path.name + ".new")
    draft.write_text(json.dumps(facts))
    draft.replace(path)
