"""The sheets of rows of a file, from its bytes to their lines; and a file that holds nothing else."""

from __future__ import annotations

from functools import partial

from cbp.accounts.models import User
from cbp.accounts.roles import Permission
from cbp.core import sheets
from cbp.core.refusals import Refused
from cbp.core.sheets import Cell, Raw
from profiling.models import ProfileSheet
from profiling.reading.layouts import layout_of
from profiling.sections import TABLES
from profiling.sheets.heads import MOST_COLUMNS, Head, find_head, text_of
from profiling.sheets.places import Reach, path_of
from profiling.sheets.rows import Rows
from profiling.sheets.tables.columns import MARK, RowSheet, row_sheets, table_of
from profiling.sheets.tables.filling import Filler
from profiling.sheets.tables.judging import Tables
from profiling.sheets.tables.lines import Found, Lines, found_in, is_marked, read_lines, readers_of, words_of
from profiling.sheets.words import Words

NO_COMMUNITIES = Head(0, 1, [], [], [], is_ours=True)


def head_of(raw: Raw, words: Words, *, has_tables: bool) -> tuple[Head, list[list[Cell]]]:
    """As `find_head`; of a workbook of ours without its first sheet nothing is read as communities."""
    if not has_tables:
        return find_head(raw, words)
    try:
        head, begun = find_head(raw, words)
    except Refused:
        return NO_COMMUNITIES, []
    said = set(head.codes)
    tells = "uid" in said or {"name", "pcode"} <= said
    return (NO_COMMUNITIES, []) if is_marked(begun) or not tells else (head, begun)


def lines_of(content: bytes) -> Lines | None:
    """To be walked once; None where the file has no such sheets, which costs next to nothing."""
    return sheets.marked(content, MARK, most_columns=MOST_COLUMNS) if sheets.mentions(content, MARK) else None


def tables_of(sheet: ProfileSheet, lines: Lines, rows: Rows) -> Tables:
    """Reads them all; what cannot be read is told and its row refused."""
    programme = sheet.programme
    layout = layout_of(programme)
    ours = {one.table.code: one for one in row_sheets(programme, layout)}
    people = _people(sheet)
    filler = Filler(programme.currency, people[0] if people else None)
    tables = Tables(
        programme, layout, rows, Reach(sheet.reach), [_closed_reach(sheet, one) for one in people], ours, [], filler
    )
    words = words_of(programme, layout)
    for found in found_in(lines):
        if found.table in rows.outcome.tables:  # a copy, whose lines have the numbers of the first one's
            rows.outcome.tables[found.table]["unread"].append(found.title)
        elif found.table in ours:
            _take(tables, found, ours[found.table], words)
        else:  # a part that is not asked any more
            rows.outcome.unread.append(_title_of(found))
    tables.begin()
    return tables


def _title_of(found: Found) -> str:
    """As the file calls it; of a restricted table as we do."""
    table = TABLES.get(found.table)
    return str(table.title) if table and table.is_restricted else found.title or found.table


def _take(tables: Tables, found: Found, sheet: RowSheet, words: dict[str, dict[str, str]]) -> None:
    known = {column.code for column in sheet.columns}
    outcome = tables.rows.outcome
    outcome.tables[found.table] = {
        "title": found.title, "headers": found.headers, "codes": found.codes, "closed": int(sheet.is_restricted),
        **dict.fromkeys(("added", "changed", "unchanged", "refused"), 0),
        "unread": [
            f"{found.title}: {text_of(header)}"
            for header, code in zip(found.headers, found.codes, strict=False)
            if table_of(code) and code not in known
        ],
    }  # fmt: skip
    refuse = partial(tables.refuse_row, found.table)
    for line, is_whole in read_lines(found, readers_of(sheet, words), refuse):
        if is_whole:
            tables.lines.append(line)


def _people(sheet: ProfileSheet) -> list[User]:
    """Whoever brought it in, and whoever applies it; nobody where a command does."""
    writes = sheet.step == ProfileSheet.Step.APPLY
    asked = {sheet.requested_by_id, *([sheet.applied_by_id] if writes else [])} - {None, 0}
    return sorted(User.objects.filter(pk__in=asked), key=lambda one: one.pk != sheet.requested_by_id)


def _closed_reach(sheet: ProfileSheet, person: User) -> Reach:
    """Where the person reads restricted parts."""
    grants = person.grants(Permission.PROFILE_RESTRICTED)
    return Reach(path_of(grant) for grant in grants if grant.programme_id in (None, sheet.programme_id))
