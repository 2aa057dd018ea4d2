"""The pictures of the participatory tools: payloads in, positions and words out; no HTML, no rows of the database.

`templates/workshops/pictures/<shape>.html` draws each for screen and paper. Drawings hold digits alone, for Arabic
letters come apart in SVG text; words stand beside them in HTML. Told apart by size, line and pattern as well as by
shade. `mirrored` turns a picture round for pages that are read from right to left; a clock runs alike everywhere.
"""

from __future__ import annotations

from collections.abc import Sequence

from django.utils.translation import get_language_bidi

from cbp.workshops.models import SessionPhoto, ToolRecord
from cbp.workshops.reading.pictures.drawing import Picture, draw
from cbp.workshops.reading.pictures.times import months

__all__ = ["Picture", "draw", "months", "picture_of"]


def picture_of(record: ToolRecord, photos: Sequence[SessionPhoto] = ()) -> Picture:
    """For a page in the reader’s direction; `photos` are of the drawing."""
    return draw(record.tool, record.payload, record.language, mirrored=get_language_bidi(), photos=photos)
