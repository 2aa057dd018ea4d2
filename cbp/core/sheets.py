"""Sheets that come in: what a table file is, its header, its HXL tags and its rows. Bombs are refused before they open.

Real files carry a title above the header, an HXL tag row below it, the wrong ending on their name, “-” for nothing.
None of that may crash, lose a row silently or turn “unknown” into zero.
"""

import csv
import json
import lzma
import re
import subprocess
import sys
import tempfile
import unicodedata
import zipfile
import zlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from io import BytesIO, StringIO
from pathlib import Path

from django.conf import settings
from django.utils.translation import gettext_noop as _  # a worker refuses; the reader's language is not known yet

from cbp.core.refusals import Refused

OPENING = Path(__file__).with_name("opening.py")
HEADER_WITHIN = 25
# How people write “nothing known” in a cell; never read as zero.
NOTHING = {
    "",
    "-",
    "–",
    "—",
    "none",
    "null",
    "nan",
    "n/a",
    "na",
    "ras",
    "neant",
    "aucun",
    "ninguno",
    "not available",
    "لا يوجد",
}
CELL = re.compile(rb'<c r="([A-Z]{1,4})([0-9]{1,9})"(?:[^>]{0,200}[^/>])?>')
UNWORKED = re.compile(rb"(?:</f>|<f[^>]{0,200}/>)(?:<v ?/>|<v></v>)?</c>")
PIECE, OVERLAP, FIRST_PIECE = 1024 * 1024, 512, 64 * 1024
# Where the words of a workbook stand: its sheets, and the strings that some programs keep apart.
SHEETS_INSIDE = re.compile(r"xl/(?:worksheets/[^/]+|sharedStrings)\.xml|content\.xml")
# What a damaged archive may raise: the standard library passes on what its unpackers say.
UNREADABLE = (
    zipfile.BadZipFile, NotImplementedError, EOFError, OSError, RuntimeError, ValueError, zlib.error, lzma.LZMAError,
)  # fmt: skip
Columns = Mapping[str, Sequence[str]]
# A capital with an accent right after a small letter: Arabic or Cyrillic of another code page read as Western letters.
MISREAD = re.compile(r"[a-zß-ÿ][À-Þ]")
# What a spreadsheet takes for a formula. Our own lists put a quote before it, and take it off when they come back.
FORMULA = frozenset("=+-@\t\r\n|%＝＋－＠")


def begins_a_formula(text: str) -> bool:
    return text.lstrip(" \u200b\u200e\u200f\ufeff\u00a0")[:1] in FORMULA


def unguarded(cell: str) -> str:
    return cell[1:] if cell.startswith("'") and begins_a_formula(cell[1:]) else cell


def plain(word: str) -> str:
    """A header or a code word without accents, case, spaces and points: “P-Code” and “pcode” are one."""
    bare = "".join(sign for sign in unicodedata.normalize("NFKD", word) if not unicodedata.combining(sign))
    return re.sub(r"[^0-9a-z\u0600-\u06ff#+]", "", bare.casefold())


def nothing(cell: str) -> bool:
    bare = "".join(
        sign for sign in unicodedata.normalize("NFKD", cell.strip().casefold()) if not unicodedata.combining(sign)
    )
    return bare in NOTHING


@dataclass(frozen=True)
class Row:
    """One row of data: its number in the file as a spreadsheet counts it, and its cells by field."""

    number: int
    cells: Mapping[str, str]

    def text(self, field: str) -> str:
        """The cell, or nothing where the file says nothing."""
        cell = self.cells.get(field, "").strip()
        return "" if nothing(cell) else cell


@dataclass(frozen=True)
class Table:
    """The rows of a sheet under the fields that were found; `has_tags` where an HXL tag row stood below the header."""

    fields: frozenset[str]
    rows: tuple[Row, ...]
    has_tags: bool


def read(content: bytes, columns: Columns, required: Sequence[str], what: str) -> Table:
    """The table in a file. `columns` names each field's headers and HXL tags; `what` says what was expected."""
    lines = _lines(content)
    header, positions, tags = _header(lines, columns, required)
    if header is None:
        wanted = ", ".join(columns[field][0] for field in required)
        raise Refused(_("This is not %(what)s: no row has the headers %(wanted)s."), what=what, wanted=wanted)
    first = header + (2 if tags else 1)
    rows = tuple(_rows(lines, first, positions))
    return Table(frozenset(positions), rows, tags)


def _rows(lines: list[list[str]], first: int, positions: dict[str, int]) -> Iterator[Row]:
    for number, line in enumerate(lines[first:], start=first + 1):
        if any(cell.strip() for cell in line):
            yield Row(number, {field: line[at] if at < len(line) else "" for field, at in positions.items()})


def _header(
    lines: list[list[str]], columns: Columns, required: Sequence[str]
) -> tuple[int | None, dict[str, int], bool]:
    """The header's index, the place of each field, and whether tags follow. Tags fill what the words did not tell."""
    for index, line in enumerate(lines[:HEADER_WITHIN]):
        if _is_tags(line):
            positions = _positions(line, columns)
            if all(field in positions for field in required):
                return index, positions, False
        tags = lines[index + 1] if index + 1 < len(lines) and _is_tags(lines[index + 1]) else None
        positions = {**(_positions(tags, columns) if tags else {}), **_positions(line, columns)}
        if all(field in positions for field in required):
            return index, positions, tags is not None
    return None, {}, False


def _is_tags(line: list[str]) -> bool:
    cells = [cell.strip() for cell in line if cell.strip()]
    return bool(cells) and sum(cell.startswith("#") for cell in cells) * 2 > len(cells)


def _positions(line: list[str], columns: Columns) -> dict[str, int]:
    at = {}
    for place, cell in reversed(list(enumerate(line))):
        at[plain(cell)] = place
    found = {}
    for field, words in columns.items():
        known = [at[plain(word)] for word in words if plain(word) in at]
        if known:
            found[field] = known[0]
    return found


# --- what a file is ---------------------------------------------------------------------------------------------------
Cell = str | float  # a number only where it is no whole one: what was typed as text stays text


@dataclass(frozen=True)
class Raw:
    """The lines of a file as they stand, one at a time; can be walked once. Refuses while it is walked.

    `merged` holds (top, left, bottom, right) of merged cells, counted from 0. `unworked` counts cells with formulas
    that no program has worked out: they look empty.
    """

    lines: Iterator[list[Cell]]
    merged: tuple[tuple[int, int, int, int], ...] = ()
    unworked: int = 0


def raw(content: bytes, *, most_columns: int = 0) -> Raw:
    """The first sheet of a workbook (xlsx, xls or ods, whatever its name), or the rows of a text file."""
    most_columns = most_columns or settings.SHEET_MAX_COLUMNS
    if len(content) > settings.UPLOAD_MAX_BYTES:
        raise Refused(_("This file is larger than %(limit)s MB."), limit=settings.UPLOAD_MAX_BYTES // 1024 // 1024)
    unworked = 0
    if content.startswith(b"PK\x03\x04"):
        unworked = _refuse_bombs(content, most_columns)
    elif not content.startswith(b"\xd0\xcf\x11\xe0"):
        return Raw(_counted(_separated(content), most_columns))
    lines = _opened(content, most_columns)
    about = json.loads(next(lines))
    _refuse_shape(about.get("rows", 0), about.get("columns", 0), most_columns)
    merged = tuple((top, left, bottom, right) for top, left, bottom, right in about["merged"])
    return Raw(_counted(map(json.loads, lines), most_columns), merged, unworked)


def mentions(content: bytes, mark: str) -> bool:
    """May this be a workbook with sheets that `marked` finds? Of one with a single sheet its beginning tells."""
    if not content.startswith(b"PK\x03\x04"):
        return mark.encode() in content or mark.encode("utf-16-le") in content
    try:
        with zipfile.ZipFile(BytesIO(content)) as archive:
            inside = [one for one in archive.infolist() if SHEETS_INSIDE.fullmatch(one.filename)]
            sheets = sum("sharedStrings" not in one.filename for one in inside)
            is_alone = sheets == 1 and not any(one.filename == "content.xml" for one in inside)
            return any(_holds(archive, one, mark.encode(), only_begins=is_alone) for one in inside)
    except UNREADABLE:
        return False  # said when it is opened


def _holds(archive: zipfile.ZipFile, member: zipfile.ZipInfo, mark: bytes, *, only_begins: bool) -> bool:
    with archive.open(member) as file:
        if only_begins:
            return mark in file.read(FIRST_PIECE)
        tail = b""
        while piece := file.read(PIECE):
            if mark in tail + piece:
                return True
            tail = piece[-len(mark) :]
    return False


def marked(content: bytes, mark: str, *, most_columns: int = 0) -> Iterator[tuple[str, int, list[Cell]]]:
    """(title of the sheet, number of the line, cells) of every sheet whose first lines hold a cell ending with `mark`.

    Only of what `raw` took; sheet after sheet, one line at a time.
    """
    most_columns = most_columns or settings.SHEET_MAX_COLUMNS
    if not content.startswith((b"PK\x03\x04", b"\xd0\xcf\x11\xe0")):
        for number, cells in enumerate(_counted(_separated(content), most_columns), start=1):
            yield "", number, cells
        return
    title, number = "", 0
    for line in map(json.loads, _opened(content, most_columns, mark)):
        if isinstance(line, dict):
            _refuse_shape(line.get("rows", 0), line.get("columns", 0), most_columns)
            title, number = line["title"], 0
        else:
            number += 1
            yield title, number, next(_counted([line], most_columns))


def _lines(content: bytes) -> list[list[str]]:
    return [[str(cell) for cell in line] for line in raw(content).lines]


def _counted(lines: Iterable[Sequence[Cell]], most_columns: int) -> Iterator[list[Cell]]:
    for number, line in enumerate(lines, start=1):
        _refuse_shape(number, len(line), most_columns)
        yield [unguarded(cell) if isinstance(cell, str) and cell[:1] == "'" else cell for cell in line]


def _refuse_shape(rows: int, columns: int, most_columns: int) -> None:
    if rows > settings.SHEET_MAX_ROWS:
        raise Refused(_("This table has more than %(most)s rows."), most=settings.SHEET_MAX_ROWS)
    if columns > most_columns:
        raise Refused(_("This table has more than %(most)s columns."), most=most_columns)


def _refuse_bombs(content: bytes, most_columns: int) -> int:
    """Counts what is inside before anything is opened, and does not trust the sizes that the file declares.

    Gives the number of cells with formulas that were never worked out.
    """
    swollen = Refused(_("This workbook swells beyond what we open. Save only the sheet that is needed, and try again."))
    try:
        with zipfile.ZipFile(BytesIO(content)) as archive:
            members = archive.infolist()
            if (
                len(members) > settings.SHEET_MAX_MEMBERS
                or sum(m.file_size for m in members) > settings.SHEET_MAX_UNPACKED_BYTES
            ):
                raise swollen
            if any(member.flag_bits & 1 for member in members):
                raise Refused(_("This workbook is protected by a password. Please save it without one."))
            if any(member.filename.endswith("vbaProject.bin") for member in members):
                raise Refused(_("This workbook holds macros. Please save it as XLSX without macros."))
            return sum(_refuse_far_cells(archive, member, most_columns) for member in members)
    except UNREADABLE as error:
        raise Refused(_("This workbook is damaged and cannot be read.")) from error


def _refuse_far_cells(archive: zipfile.ZipFile, member: zipfile.ZipInfo, most_columns: int) -> int:
    """Two cells in far corners make a table of billions: the corner is looked at before the table is built.

    Read piece by piece, each with the end of the one before: a sheet of 25 MB is never held whole.
    """
    columns: set[bytes] = set()
    deepest = unworked = 0
    with archive.open(member) as file:
        tail = b""
        while piece := file.read(PIECE):
            xml = tail + piece
            cells = CELL.findall(xml)
            columns |= {column for column, _row in cells}
            deepest = max(deepest, max(map(int, {row for _column, row in cells}), default=0))
            unworked += sum(found.end() > len(tail) for found in UNWORKED.finditer(xml))
            tail = xml[-OVERLAP:]
    widest = max(map(_number_of, columns), default=0)
    _refuse_shape(deepest, widest, most_columns)
    return unworked if member.filename.startswith("xl/worksheets/") else 0


def _number_of(letters: bytes) -> int:
    """Of the column: A is 1, AA is 27."""
    width = 0
    for letter in letters:
        width = width * 26 + letter - 64
    return width


def _opened(content: bytes, most_columns: int, mark: str = "") -> Iterator[str]:
    """The lines that `opening.py` prints in a process with limits, kept in a file until they are walked."""
    with tempfile.NamedTemporaryFile(suffix=".sheet") as file, tempfile.TemporaryFile("w+", encoding="utf-8") as lines:
        file.write(content)
        file.flush()
        limits = settings.SHEET_MAX_ROWS, most_columns, settings.SHEET_MAX_UNPACKED_BYTES
        command = [sys.executable, str(OPENING), file.name, *map(str, limits), *filter(None, [mark])]
        try:
            subprocess.run(command, stdout=lines, stderr=subprocess.DEVNULL, timeout=30, check=True)  # noqa: S603 - ours
        except (subprocess.CalledProcessError, subprocess.TimeoutExpired) as error:
            raise Refused(_("This workbook is damaged and cannot be read.")) from error
        lines.seek(0)
        yield from lines


def _separated(content: bytes) -> Iterator[list[Cell]]:
    text = _decoded(content)
    if text.startswith("sep="):
        text = text.partition("\n")[2]
    head = text[:4096]
    separator = max(",;\t|", key=lambda sign: head.count(sign))
    try:
        yield from map(list, csv.reader(StringIO(text, newline=""), delimiter=separator, strict=True))
    except csv.Error as error:
        raise Refused(_("This file is no table that we can read. Please send CSV, XLSX, XLS or ODS.")) from error


def _decoded(content: bytes) -> str:
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        encodings = ["utf-16"]
    elif b"\x00" in content:
        raise Refused(_("This file is no table that we can read. Please send CSV, XLSX, XLS or ODS."))
    else:
        encodings = ["utf-8-sig", "cp1252"]
    for encoding in encodings:
        try:
            text = content.decode(encoding)
        except UnicodeDecodeError:
            continue
        if encoding != "cp1252" or not MISREAD.search(text):
            return text.replace("\x00", "")
    raise Refused(_("The letters of this file cannot be read. Please save it as UTF-8."))
