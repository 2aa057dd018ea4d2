"""The pictures of the participatory tools: payloads in, positions and words out; no HTML, no rows of the database.

`templates/workshops/pictures/<shape>.html` draws each for screen and paper. Drawings hold digits alone, for Arabic
letters come apart in SVG text; words stand beside them in HTML. Told apart by size, line and pattern as well as by
shade. `mirrored` turns a picture round for pages that are read from right to left; a clock runs alike everywhere.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.translation import get_language_bidi

from cbp.core.choices import Classification
from cbp.workshops.models import Session, SessionPhoto, ToolRecord
from cbp.workshops.reading.pictures.drawing import Picture, draw
from cbp.workshops.reading.pictures.times import months

__all__ = ["Picture", "RecordPicture", "draw", "months", "picture_of", "pictures_of"]


@dataclass(frozen=True)
class RecordPicture:
    """The record of a tool with its picture."""

    record: ToolRecord
    picture: Picture


def picture_of(record: ToolRecord, photos: Sequence[SessionPhoto] = ()) -> RecordPicture:
    mirrored = get_language_bidi()
    return RecordPicture(record, draw(record.tool, record.payload, record.language, mirrored=mirrored, photos=photos))


def pictures_of(session: Session) -> list[RecordPicture]:
    """Without those that are restricted: they have a page of their own, for whoever may read them."""
    records = session.tools.exclude(classification=Classification.RESTRICTED).order_by("tool", "pk")
    return [picture_of(record) for record in records]
