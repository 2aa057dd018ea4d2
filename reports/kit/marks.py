"""The mark of a sheet: its code in letters, and the square pattern that leads to where its page is filed."""

from __future__ import annotations

from typing import Any

import segno

from cbp.workshops.codes import shown


def mark_of(sheet: dict[str, Any]) -> dict[str, str] | None:
    """None before the kit was ordered: a sheet without a code is a preview."""
    if not sheet["code"]:
        return None
    pattern = segno.make(sheet["url"], error="m", micro=False)
    return {
        "code": shown(sheet["code"]),
        "image": pattern.svg_data_uri(scale=1, border=2, dark="#000", light="#fff", unit="mm"),
    }
