"""The doors of pictures, recordings and the pages of the kit."""

from __future__ import annotations

from cbp.workshops.actions.pages import codes_for
from cbp.workshops.models import PageCode, SheetKind
from tests.cast import Cast, World
from tests.doors.rows import STRANGERS, Row
from tests.doors.workshops import READERS, WRITERS
from tests.workshops.photo_things import kept_photo

SEES: dict[str, tuple[str, ...]] = {"photo": READERS, "page": READERS, "session-of-photos": READERS}
DOORS: dict[str, Row] = {
    "workshops:photo-list": Row("session-of-photos", READERS, get=200),
    "workshops:photo-new": Row("session-of-photos", WRITERS, get=200, post=422),
    "workshops:photo-edit": Row("photo", WRITERS, get=200, post=422),
    "workshops:photo-remove": Row("photo", WRITERS, get=200, post=302),
    "workshops:photo-file": Row("photo", READERS, get=200),
    "workshops:photo-small": Row("photo", READERS, get=200),
    "workshops:page-find": Row("", (*WRITERS, *STRANGERS), get=200, post=422),
    "workshops:page-file": Row("page", WRITERS, get=200, post=422),
}
VALUES: dict[str, dict[str, object]] = {
    "workshops:photo-edit": {"caption": "Mine", "kind": "photo", "language": "en", "version": 1},
    "workshops:photo-remove": {"reason": "Wrong one"},
}


def things(cast: Cast, which: str, world: World) -> dict[str, int]:
    """The id of each thing of that world."""
    by = cast.facilitator if which == "here" else cast.stranger
    session = world.chain.session
    photo = kept_photo(session, by, caption=f"Under the tree {world.mark}")
    codes_for(session, [(SheetKind.RECORD, "")], by)
    page = PageCode.objects.get(session=session)
    return {"photo": photo.pk, "page": page.pk, "session-of-photos": session.pk}


def arguments(name: str, things: dict[str, int]) -> list[object] | None:
    """What the address of a page is made of, where that is not just the id of its thing."""
    if name != "workshops:page-file":
        return None
    page = PageCode.objects.filter(pk=things["page"]).first()
    return [page.code if page else str(things["page"])]
