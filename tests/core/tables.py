"""Tables in the forms in which people send them: CSV of several kinds, xlsx, ods, xls; and workbooks that are traps."""

from __future__ import annotations

import csv
import io
import zipfile
from collections.abc import Sequence

import openpyxl

PLACES = ["Location", "Admin Level", "P-Code", "Name", "Parent P-Code", "Valid from date"]
PLACES_HXL = ["#country+code", "#geo+admin_level", "#adm+code", "#adm+name", "#adm+code+parent", "#date+start"]
LAKE = ["TCD", "1", "TCD07", "Lac", "TCD", "2012-09-04"]
MAMDI = ["TCD", "2", "TCD0701", "Mamdi", "TCD07", ""]
FIGURES = [
    "operation", "admin0Pcode", "admin1Pcode", "admin2Pcode", "adminLevel", "numPresentIdpInd", "numberMales",
    "numberFemales", "reportingDate", "roundNumber", "displacementReason", "assessmentType", "idpOriginAdmin1Name",
]  # fmt: skip
Rows = Sequence[Sequence[object]]


def as_csv(rows: Rows, *, separator: str = ",", encoding: str = "utf-8", before: str = "") -> bytes:
    out = io.StringIO(newline="")
    csv.writer(out, delimiter=separator).writerows(rows)
    return (before + out.getvalue()).encode(encoding)


def as_xlsx(rows: Rows) -> bytes:
    book = openpyxl.Workbook()
    for row in rows:
        book.active.append(list(row))
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def as_ods(rows: Rows, *, repeat_columns: int = 1, repeat_rows: int = 1) -> bytes:
    cells = "".join(
        f'<table:table-row table:number-rows-repeated="{repeat_rows}">'
        + "".join(
            f'<table:table-cell office:value-type="string" table:number-columns-repeated="{repeat_columns}">'
            f"<text:p>{cell}</text:p></table:table-cell>"
            for cell in row
        )
        + "</table:table-row>"
        for row in rows
    )
    names = 'xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0" '
    names += 'xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0" '
    names += 'xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0"'
    content = (
        f'<?xml version="1.0" encoding="UTF-8"?><office:document-content {names}><office:body><office:spreadsheet>'
        f'<table:table table:name="t">{cells}</table:table>'
        "</office:spreadsheet></office:body></office:document-content>"
    )
    kind = "application/vnd.oasis.opendocument.spreadsheet"
    manifest = (
        '<manifest:manifest xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0">'
        f'<manifest:file-entry manifest:full-path="/" manifest:media-type="{kind}"/></manifest:manifest>'
    )
    return as_zip({"mimetype": kind, "content.xml": content, "META-INF/manifest.xml": manifest})


def as_zip(members: dict[str, str | bytes]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return out.getvalue()


def xlsx_with(sheet_xml: str | bytes, **members: str | bytes) -> bytes:
    """A workbook with that XML as its only sheet; `members` are added, or take the place of what is there."""
    out = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(as_xlsx([["a"]]))) as plain,
        zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive,
    ):
        for member in plain.namelist():
            if member not in members:
                archive.writestr(member, sheet_xml if member == "xl/worksheets/sheet1.xml" else plain.read(member))
        for member, content in members.items():
            archive.writestr(member, content)
    return out.getvalue()


def sheet_xml(rows: str) -> str:
    space = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    return f'<?xml version="1.0"?><worksheet xmlns="{space}"><sheetData>{rows}</sheetData></worksheet>'


def bomb(megabytes: int = 264) -> bytes:
    """About one megabyte on the disk; a sheet of one cell after another in memory."""
    row = '<row r="1">' + '<c r="A1"><v>0</v></c>' * 40 + "</row>"
    out = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(as_xlsx([["a"]]))) as plain,
        zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive,
    ):
        for member in plain.namelist():
            if member != "xl/worksheets/sheet1.xml":
                archive.writestr(member, plain.read(member))
        with archive.open("xl/worksheets/sheet1.xml", "w", force_zip64=True) as sheet:
            chunk = (row * 1000).encode()
            for _ in range(megabytes * 1024 * 1024 // len(chunk)):
                sheet.write(chunk)
    return out.getvalue()
