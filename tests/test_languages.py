"""The catalogues: nothing missing, nothing fuzzy, compiled as they stand, and in step with the sources."""

from __future__ import annotations

import ast
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import polib
import pytest
from django.conf import settings

TRANSLATED = [code for code, _name in settings.LANGUAGES if code != "en"]
LOCALE = Path(settings.LOCALE_PATHS[0])
SOURCES = ("cbp", "partners", "profiling", "reports", "templates")
PLACEHOLDER = re.compile(r"%\(\w+\)[sd]|%[sd]|\{\w*\}")
MARKUP = re.compile(r"</?[a-z]+")
Key = tuple[str | None, str, str]


def catalogue(language: str) -> polib.POFile:
    return polib.pofile(str(LOCALE / language / "LC_MESSAGES" / "django.po"))


def key_of(entry: polib.POEntry) -> Key:
    return entry.msgctxt, entry.msgid, entry.msgid_plural


@pytest.mark.parametrize("language", TRANSLATED)
def test_no_message_is_missing_or_fuzzy(language):
    """Of a plural, every form."""
    entries = [entry for entry in catalogue(language) if not entry.obsolete]
    assert len(entries) > 300
    assert [entry.msgid for entry in entries if entry.fuzzy] == []
    plural = {"fr": 2, "es": 2, "ar": 6}[language]
    missing = [
        entry.msgid
        for entry in entries
        if not (entry.msgstr or (len(entry.msgstr_plural) == plural and all(entry.msgstr_plural.values())))
    ]
    assert missing == []


@pytest.mark.parametrize("language", TRANSLATED)
def test_placeholders_and_markup_are_those_of_the_source(language):
    """A form of one, two or none may leave the number out; nothing else may go or come."""
    wrong = []
    for entry in catalogue(language):
        wanted = set(PLACEHOLDER.findall(entry.msgid) + PLACEHOLDER.findall(entry.msgid_plural))
        for text in [entry.msgstr, *entry.msgstr_plural.values()]:
            found = set(PLACEHOLDER.findall(text))
            complete = found <= wanted if entry.msgid_plural else found == wanted
            if text and not (complete and sorted(MARKUP.findall(text)) == sorted(MARKUP.findall(entry.msgid))):
                wrong.append((entry.msgid, text))
    assert wrong == []


@pytest.mark.parametrize("language", TRANSLATED)
def test_space_at_the_ends_is_kept(language):
    def ends(text: str) -> tuple[str, str]:
        return text[: len(text) - len(text.lstrip("\n"))], text[len(text.rstrip("\n")) :]

    assert [one.msgid for one in catalogue(language) if one.msgstr and ends(one.msgid) != ends(one.msgstr)] == []


@pytest.mark.parametrize("language", TRANSLATED)
def test_the_compiled_catalogue_says_the_same(language):
    """A fresh machine has no gettext, so the compiled files are committed."""
    compiled = polib.mofile(str(LOCALE / language / "LC_MESSAGES" / "django.mo"))

    def words(entries: polib._BaseFile) -> dict[Key, object]:
        return {key_of(one): one.msgstr_plural or one.msgstr for one in entries if not one.obsolete}

    assert words(compiled) == words(catalogue(language))


@pytest.mark.parametrize("language", TRANSLATED)
def test_the_plural_rule_of_the_language(language):
    rule = catalogue(language).metadata["Plural-Forms"]
    assert rule.startswith({"fr": "nplurals=2", "es": "nplurals=2", "ar": "nplurals=6"}[language])


def test_the_three_catalogues_hold_the_same_messages():
    french, spanish, arabic = (
        {key_of(one) for one in catalogue(language) if not one.obsolete} for language in TRANSLATED
    )
    assert french == spanish == arabic


def test_the_catalogues_are_in_step_with_the_sources(tmp_path):
    """What `makemessages` finds now is what stands in the catalogue; tried on a copy."""
    if not shutil.which("xgettext"):
        assert not os.environ.get("CI"), "install gettext: apt-get install gettext"
        pytest.skip("no gettext on this machine: apt-get install gettext")
    for folder in SOURCES:
        unwanted = shutil.ignore_patterns("__pycache__", "fonts", "data")
        shutil.copytree(settings.BASE_DIR / folder, tmp_path / folder, ignore=unwanted)
    command = [sys.executable, "-m", "django", "makemessages", "--locale", "fr", "-e", "html,txt,py", "--no-obsolete"]
    environment = {**os.environ, "PYTHONPATH": str(tmp_path), "DJANGO_SETTINGS_MODULE": "cbp.settings"}
    done = subprocess.run(command, cwd=tmp_path, env=environment, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    fresh = polib.pofile(str(tmp_path / "cbp" / "locale" / "fr" / "LC_MESSAGES" / "django.po"))
    found, kept = ({key_of(one) for one in entries if not one.obsolete} for entries in (fresh, catalogue("fr")))
    assert {"new": sorted(one[1] for one in found - kept), "gone": sorted(one[1] for one in kept - found)} == {
        "new": [], "gone": [],
    }  # fmt: skip


def test_no_message_hides_in_an_f_string():
    """There the extraction does not find it, so it would stay English with no catalogue missing anything."""
    files = [path for room in SOURCES for path in (settings.BASE_DIR / room).rglob("*.py")]
    hidden = [
        f"{path}:{text.lineno}"
        for path in files
        for text in ast.walk(ast.parse(path.read_text()))
        if isinstance(text, ast.JoinedStr)
        for call in ast.walk(text)
        if isinstance(call, ast.Call) and re.fullmatch(r"_|[np]*gettext(_lazy|_noop)?", getattr(call.func, "id", ""))
        if any(isinstance(word, ast.Constant) for word in call.args)  # a name stands for a message marked elsewhere
    ]
    assert len(files) > 300
    assert hidden == []
