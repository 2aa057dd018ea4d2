"""Which picture each tool has: what its template draws, and the sentence that tells it to whoever cannot see it."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext as _

from cbp.core.templatetags.figures import in_text, written
from cbp.workshops.reading.pictures.circles import Venn, venn_of
from cbp.workshops.reading.pictures.clocks import Clock, clock_of
from cbp.workshops.reading.pictures.strips import Steps, Transect, steps_of, transect_of
from cbp.workshops.reading.pictures.tables import Table, label_of, table_of
from cbp.workshops.reading.pictures.times import in_time, months
from cbp.workshops.reading.pictures.trees import Tree, tree_of
from cbp.workshops.tools.catalogue import DESCRIPTIONS
from cbp.workshops.tools.kinds import Tool

Payload = Mapping[str, Any]
FOLDER = "workshops/pictures/"
CLOSE = 4


@dataclass(frozen=True)
class Picture:
    """What a tool brought to light, ready to be drawn. `language`: that of the words of the community in it.

    `table` says the same as `shape` where that is a drawing; where there is no `shape`, the table is the picture.
    """

    tool: str
    template: str
    language: str
    payload: Payload
    shape: Any = None
    table: Table | None = None
    story: str = ""
    parts: Mapping[str, Any] = field(default_factory=dict)
    photos: Sequence[Any] = ()
    on_paper: bool = False

    @property
    def title(self) -> str:
        return DESCRIPTIONS[self.tool].title


def draw(
    tool: str, payload: Payload, language: str, *, mirrored: bool, on_paper: bool = False, photos: Sequence[Any] = ()
) -> Picture:
    """The picture of one record. Pure: plain values in, positions and words of the house out.

    `photos` are of the drawing itself; on paper they stand with the other photos.
    """
    template, make = SHAPES[tool]
    made = make(tool, payload, mirrored)
    return Picture(tool, f"{FOLDER}{template}.html", language, payload, **made, photos=photos, on_paper=on_paper)


# --- drawings ---------------------------------------------------------------------------------------------------------
def _tree(tool: str, payload: Payload, mirrored: bool) -> dict[str, Any]:
    shape: Tree = tree_of(payload, mirrored=mirrored)
    words = {"effects": len(payload["effects"]), "causes": len(payload["causes"])}
    story = _(
        "A tree: above, its effects (%(effects)s); in the trunk, the core problem; below, its causes (%(causes)s)."
    )
    return {"shape": shape, "story": story % _figures(words)}


def _clock(tool: str, payload: Payload, mirrored: bool) -> dict[str, Any]:
    shape: Clock = clock_of(payload)
    return {"shape": shape, "table": table_of(tool, payload["rows"])}


def _venn(tool: str, payload: Payload, mirrored: bool) -> dict[str, Any]:
    shape: Venn = venn_of(payload, mirrored=mirrored)
    rows = payload["rows"]
    words = {
        "actors": len(rows),
        "close": sum(row["closeness"] >= CLOSE for row in rows),
        "strain": sum(row["relation"] == "strain" for row in rows),
    }
    story = _("Circles around the community: %(actors)s in all, %(close)s of them close, %(strain)s strained.")
    used = {str(row["relation"]) for row in rows}
    relations = [(code, label_of(tool, "relation", code)) for code in ("support", "neutral", "strain") if code in used]
    table = table_of(tool, rows, is_numbered=True)
    return {"shape": shape, "table": table, "story": story % _figures(words), "parts": {"relations": relations}}


def _transect(tool: str, payload: Payload, mirrored: bool) -> dict[str, Any]:
    shape: Transect = transect_of(payload, mirrored=mirrored)
    if shape.metres is None:
        story = _("A strip of %(stretches)s stretches, not all of them measured.")
    else:
        story = _("A strip of %(stretches)s stretches, %(metres)s metres long.")
    words = {"stretches": len(shape.segments), "metres": shape.metres or 0}
    columns = [column for column in DESCRIPTIONS[tool].columns if column.name not in ("segment", "metres")]
    used = [column for column in columns if any(row.get(column.name) for row in payload["rows"])]
    tables = [
        (segments, [(column.label, [str(one.row.get(column.name, "")) for one in segments]) for column in used])
        for segments in shape.tables
    ]
    return {"shape": shape, "story": story % _figures(words), "parts": {"tables": tables}}


def _steps(tool: str, payload: Payload, mirrored: bool) -> dict[str, Any]:
    shape: Steps = steps_of(payload, mirrored=mirrored)
    story = _("Steps that go down: %(steps)s, the first of them the highest.") % _figures({"steps": len(shape.steps)})
    return {"shape": shape, "story": story, "table": table_of(tool, payload["rows"], is_numbered=True)}


# --- words in an order of their own -----------------------------------------------------------------------------------
def _calendar(tool: str, payload: Payload, mirrored: bool) -> dict[str, Any]:
    kind = str(payload["calendar"])
    years = [
        (str(row["label"]), label_of(tool, "who", str(row.get("who", ""))), row["months"]) for row in payload["rows"]
    ]
    return {"parts": {"months": months(kind), "years": years, "calendar": label_of(tool, "calendar", kind)}}


def _timeline(tool: str, payload: Payload, mirrored: bool) -> dict[str, Any]:
    return {"parts": {"events": in_time(list(payload["rows"]))}}


def _fields(tool: str, payload: Payload, mirrored: bool) -> dict[str, Any]:
    return {"parts": {"fields": [(one, payload[one.name]) for one in DESCRIPTIONS[tool].lists]}}


def _conflict(tool: str, payload: Payload, mirrored: bool) -> dict[str, Any]:
    sides = [
        (
            label_of(tool, "effect", effect),
            [
                (row, label_of(tool, "trend", str(row["trend"])))
                for row in payload["rows"]
                if row["effect"] == effect
            ],
        )
        for effect in ("divider", "connector")
    ]  # fmt: skip
    return {"parts": {"sides": sides}}


def _rows(tool: str, payload: Payload, mirrored: bool) -> dict[str, Any]:
    return {"table": table_of(tool, payload["rows"])}


def _words(tool: str, payload: Payload, mirrored: bool) -> dict[str, Any]:
    return {}


def _figures(values: Mapping[str, int]) -> dict[str, str]:
    return {name: in_text(written(value)) for name, value in values.items()}


SHAPES: dict[str, tuple[str, Callable[[str, Payload, bool], dict[str, Any]]]] = {
    Tool.SOCIAL_MAP: ("map", _rows),
    Tool.RESOURCE_MAP: ("map", _rows),
    Tool.TRANSECT: ("transect", _transect),
    Tool.TIMELINE: ("timeline", _timeline),
    Tool.SEASONAL_CALENDAR: ("calendar", _calendar),
    Tool.DAILY_CLOCK: ("clock", _clock),
    Tool.PROBLEM_TREE: ("tree", _tree),
    Tool.PROBLEM_MATRIX: ("rows", _rows),
    Tool.VENN: ("venn", _venn),
    Tool.CONFLICT_MAP: ("conflict", _conflict),
    Tool.SERVICE_MAP: ("rows", _rows),
    Tool.SWOT: ("fields", _fields),
    Tool.VISION: ("vision", _words),
    Tool.WELLBEING: ("steps", _steps),
    Tool.GUIDE: ("guide", _words),
    Tool.LIVELIHOODS: ("fields", _fields),
}
