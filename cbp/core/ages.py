"""Age bands as people write them: “0-4, 5-11, 12-17, 18-59, 60+”, in completed years, upper end included."""

import re

from django.utils.translation import gettext as _

from cbp.core.refusals import Refused

Band = tuple[int, int | None]
OLDEST = 120
CHILDREN_TO = 17  # children have not completed their eighteenth year
PART = re.compile(r"^(\d{1,3})(?:\s*[-–]\s*(\d{1,3})|\s*(\+))$")

# Sets in use: humanitarian common practice; two-way split of community-driven programmes; South Cotabato's local one.
STANDARD_SETS: dict[str, str] = {
    "common": "0-4, 5-11, 12-17, 18-59, 60+",
    "youth": "0-35, 36+",
    "labour": "0-14, 15-64, 65+",
}


def read_bands(text: str) -> list[Band]:
    """Bands in order, without gap or overlap, the first from 0, the last open; anything else is refused."""
    bands: list[Band] = []
    for part in re.split(r"[,;،؛\n]+", text.strip(" ,;\n")):
        found = PART.match(part.strip())
        if not found:
            raise Refused(
                _("“%(part)s” is not an age band. Write bands such as 0-4, 5-11, 12-17, 18-59, 60+.")
                % {"part": part.strip()[:40]}
            )
        bands.append((int(found[1]), None if found[3] else int(found[2])))
    _check(bands)
    return bands


def _check(bands: list[Band]) -> None:
    expected: int | None = 0
    for lower, upper in bands:
        if expected is None or lower != expected:
            raise Refused(
                _("Age bands follow each other without gap or overlap, begin at 0 and end open, such as 60+.")
            )
        if upper is not None and (upper < lower or upper > OLDEST):
            raise Refused(_("An age band ends before it begins, or beyond 120 years."))
        expected = None if upper is None else upper + 1
    if expected is not None:
        raise Refused(_("The last age band is open, such as 60+."))


def written(bands: list[Band]) -> str:
    return ", ".join(f"{lower}+" if upper is None else f"{lower}-{upper}" for lower, upper in bands)
