"""What we took from others is what the manifest says, and nothing else stands beside it."""

import hashlib
import json
from pathlib import Path

VENDOR = Path(__file__).resolve().parents[2] / "static" / "vendor"
MANIFEST = json.loads((VENDOR / "manifest.json").read_text(encoding="utf-8"))


def sha256(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


def test_every_vendored_file_has_the_hash_of_the_manifest():
    listed = {name: digest for entry in MANIFEST for name, digest in entry["files"].items()}
    folders = {VENDOR / entry["package"] for entry in MANIFEST}
    found = {path.relative_to(VENDOR).as_posix(): sha256(path) for folder in folders for path in folder.rglob("*")}
    assert found == listed


def test_the_sheets_were_built_from_the_committed_source():
    for entry in MANIFEST:
        assert entry["sources"] == {name: sha256(VENDOR / name) for name in entry["sources"]}, "run build.py again"


def test_versions_are_those_of_the_lock_and_the_lock_names_no_host():
    lock = json.loads((VENDOR / "package-lock.json").read_text(encoding="utf-8"))["packages"]
    asked = json.loads((VENDOR / "package.json").read_text(encoding="utf-8"))["devDependencies"]
    for entry in MANIFEST:
        versions = {entry["package"]: entry["version"], **entry["made_with"]}
        assert versions == asked
        assert versions == {name: lock[f"node_modules/{name}"]["version"] for name in versions}
    assert not [name for name, package in lock.items() if "resolved" in package]
    assert not [name for name, package in lock.items() if name and "integrity" not in package]


def test_every_package_keeps_its_licence():
    for entry in MANIFEST:
        text = (VENDOR / entry["package"] / "LICENSE").read_text(encoding="utf-8")
        assert entry["licence"] in text.splitlines()[0]
