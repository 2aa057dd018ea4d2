"""The name of a paper's bytes: the hash of its data and the hash of everything else that shapes it."""

import hashlib
from functools import cache
from pathlib import Path

from django.conf import settings

from reports import fonts, pango

HERE = Path(__file__).parent
# The code that turns a snapshot into a page; a change here may change the page.
CODE = ("area_sheet", "blank_tools", "rendering", "finishing", "fonts", "papers")
SHARED = (
    "cbp/accounts/roles.py", "cbp/core/ages.py", "cbp/core/charts.py", "cbp/core/choices.py", "cbp/core/labels.py",
    "cbp/core/listing.py", "cbp/core/maps.py", "cbp/core/templatetags/figures.py", "cbp/cycles/phases.py",
    "cbp/cycles/rail.py", "cbp/plans/phases.py", "cbp/plans/quarters.py", "cbp/priorities/phases.py",
    "profiling/phases.py",
    "profiling/reading/changes.py", "profiling/reading/counts.py", "profiling/reading/tables.py",
    "profiling/sections.py", "cbp/workshops/codes.py", "cbp/workshops/reading/agenda.py",
    "cbp/workshops/reading/attendance.py", "cbp/workshops/reading/record.py", "cbp/workshops/phases.py",
    "cbp/workshops/templatetags/tongues.py", "requirements/run.txt",
)  # fmt: skip
# Closed lists stand beside their models; their labels are printed.
LISTS = (
    "cbp/plans/models", "cbp/priorities/models", "cbp/priorities/reading", "cbp/workshops/models", "profiling/models",
    "profiling/reading/pictures", "cbp/workshops/reading/pictures", "cbp/workshops/tools",
)  # fmt: skip
PARTS = ("series_line.html", "series_mark.html", "series_svg.html")
PAPERS = ("kit", "plan_paper", "profile_form", "profile_paper", "session_paper")


def _sources(language: str) -> list[Path]:
    base: Path = settings.BASE_DIR
    templates = base / "templates"
    return [
        *sorted((templates / "papers").rglob("*.html")),
        *sorted((templates / "profiling" / "pictures").glob("*.html")),
        *sorted((templates / "workshops" / "pictures").glob("*.html")),
        templates / "workshops" / "count.html",
        *(templates / "components" / part for part in PARTS),
        base / "static" / "papers" / "paper.css",
        *(HERE / f"{name}.py" for name in CODE),
        *(source for folder in PAPERS for source in sorted((HERE / folder).glob("*.py"))),
        HERE / "fontconfig.xml",
        *(base / part for part in SHARED),
        *(source for folder in LISTS for source in sorted((base / folder).glob("*.py"))),
        *sorted((base / "cbp" / "formats" / language).glob("*.py")),
        *(fonts.FOLDER / file for file in sorted(fonts.FILES)),
        *(Path(folder) / language / "LC_MESSAGES" / "django.mo" for folder in settings.LOCALE_PATHS),
    ]


@cache
def template_hash(language: str) -> str:
    """Templates, style, fonts, words of the language, versions of the run lock and of Pango. Once per process."""
    found = hashlib.sha256(f"{language};{pango.versions()}".encode())
    for source in _sources(language):
        content = source.read_bytes() if source.exists() else b""
        found.update(f"\n{source.name}:{len(content)}:".encode() + content)
    return found.hexdigest()


def key_of(paper: str, language: str, data_hash: str, template: str) -> str:
    """The unique key of the finished file."""
    return hashlib.sha256(f"{paper};{language};{data_hash};{template}".encode()).hexdigest()
