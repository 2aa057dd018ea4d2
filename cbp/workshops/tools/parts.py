"""What a tool is described with: facts, lists, and columns of rows. The tools themselves stand in the catalogue."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from django.utils.functional import Promise

from cbp.workshops.tools.kinds import Tool

Label = str | Promise
Choices = tuple[tuple[str, Label], ...]

LONGEST_TEXT = 300
LONGEST_LONG = 1000
MOST_ROWS = 20
MOST_BRANCHES = 10
MONTHS = 12
LEVELS = range(4)


class Shape(StrEnum):
    """How a tool is kept, entered and drawn."""

    LISTS = "lists"  # a few lists of short entries, with facts beside them
    ROWS = "rows"  # rows with the columns of the tool
    MATRIX = "matrix"  # rows × the twelve months of a year
    TREE = "tree"  # a trunk, and entries that stand under one another
    PICTURE = "picture"  # something drawn, kept as a photograph; the rows are its legend


class Kind(StrEnum):
    """What is written into one field, and how it lies in the payload."""

    TEXT = "text"  # one line: a string, "" when nothing was said
    LONG = "long"  # some lines: a string
    CHOICE = "choice"  # one of `choices`: its code, "" when not known
    WHOLE = "whole"  # a whole number from `least` to `most`; None when not known
    NUMBER = "number"  # the same in steps of a half
    SCALE = "scale"  # a whole number from `least` to `most`, with words for the ends in `choices`
    YES_NO = "yes-no"  # True or False
    MONTHS = "months"  # twelve whole numbers from 0 to 3; None where a month is not known
    UNDER = "under"  # the place of another entry in the same list; None for the trunk


@dataclass(frozen=True)
class Column:
    """One field of a row; a fact of the whole record is described in the same way."""

    name: str
    label: Label
    kind: Kind = Kind.TEXT
    choices: Choices = ()
    is_needed: bool = False
    hint: Label = ""
    least: int = 0
    most: int = 1_000_000
    longest: int = LONGEST_TEXT
    is_carried: bool = False  # on a screen: left empty, it is that of the row above; at first the group of the session

    @property
    def empty(self) -> object:
        """What stands for nothing said."""
        if self.kind in (Kind.WHOLE, Kind.NUMBER, Kind.SCALE, Kind.UNDER):
            return None
        if self.kind == Kind.YES_NO:
            return False
        return [None] * MONTHS if self.kind == Kind.MONTHS else ""


@dataclass(frozen=True)
class Lines:
    """A list of short entries, one on each line; in a tree, the entries of one of its two sides."""

    name: str
    label: Label
    hint: Label = ""


@dataclass(frozen=True)
class Description:
    """Everything that screens, checks, pictures and sheets know of one tool."""

    tool: Tool
    shape: Shape
    lead: Label
    facts: tuple[Column, ...] = ()
    lists: tuple[Lines, ...] = ()
    columns: tuple[Column, ...] = ()
    fewest: int = 1
    most: int = MOST_ROWS
    prefilled: tuple[Mapping[str, Label], ...] = field(default=())

    @property
    def title(self) -> str:
        return str(self.tool.label)

    @property
    def has_rows(self) -> bool:
        return self.shape in (Shape.ROWS, Shape.MATRIX, Shape.PICTURE)
