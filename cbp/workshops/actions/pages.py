"""The codes of the pages of a kit: made once for each sheet of a session, found again by what a person types."""

from __future__ import annotations

from collections.abc import Iterable

from django.db import transaction
from django.utils.translation import gettext as _

from cbp.accounts.models import User
from cbp.core import audit
from cbp.core.models import Verb
from cbp.core.refusals import Refused
from cbp.workshops.codes import make_code, read_code
from cbp.workshops.models import PageCode, Session, SheetKind

TRIES = 5
Sheet = tuple[SheetKind, str]


@transaction.atomic
def codes_for(session: Session, sheets: Iterable[Sheet], by: User | None) -> dict[Sheet, str]:
    """The code of each sheet, made where there is none; the same ever after, so that a second print files the same.

    Asks the database the same number of times however many sheets there are. A code that is taken already, by chance,
    is drawn again; two who print at the same moment get the same codes. The history tells when a kit got new pages.
    """
    wanted = list(dict.fromkeys((SheetKind(kind), about) for kind, about in sheets))
    known = _codes_of(session)
    found = known
    for _try in range(TRIES):
        missing = [sheet for sheet in wanted if sheet not in found]
        if not missing:
            break
        made = [PageCode(session=session, sheet=kind, about=about, code=make_code()) for kind, about in missing]
        PageCode.objects.bulk_create(made, ignore_conflicts=True)
        found = _codes_of(session)
    else:
        raise Refused(_("No code could be made for a page. Please try again."))
    if new := [str(kind) for kind, about in wanted if (kind, about) not in known]:
        audit.record(Verb.KIT_COMPOSED, session, by=by, after={"pages": new})
    return {sheet: found[sheet] for sheet in wanted}


def _codes_of(session: Session) -> dict[Sheet, str]:
    rows = PageCode.objects.filter(session=session).values_list("sheet", "about", "code")
    return {(SheetKind(sheet), about): code for sheet, about, code in rows}


def find_page(code: str, *, by: User) -> PageCode:
    """The page with that code. One of another programme or area is, for this person, no page at all."""
    pages = PageCode.objects.visible_to(by).select_related("session__cycle__programme", "session__cycle__community")
    page = pages.filter(code=read_code(code)).first()
    if page is None:
        raise Refused(_("There is no such page in your reach. Compare the code with the page."))
    return page
