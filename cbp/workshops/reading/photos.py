"""Pictures, recordings and filed pages of a session, as its pages show them."""

from __future__ import annotations

from dataclasses import dataclass, field

from django.db.models import Count
from django.utils.translation import gettext as _

from cbp.accounts.models import User
from cbp.workshops.models import PageCode, Session, SessionPhoto, Tool


@dataclass(frozen=True)
class Filed:
    """One sheet of the kit with what was filed of it."""

    page: PageCode
    label: str
    photos: list[SessionPhoto] = field(default_factory=list)


def sheet_label(page: PageCode) -> str:
    """What sheet it is: “Tool: Venn diagram of institutions”."""
    if page.about in Tool.values:
        return _("%(sheet)s: %(about)s") % {"sheet": page.get_sheet_display(), "about": Tool(page.about).label}
    return str(page.get_sheet_display())


def photos_of(session: Session, person: User) -> tuple[list[SessionPhoto], list[Filed]]:
    """What the person may see: pictures and recordings in the order in which they came, and pages by their sheet."""
    rows = SessionPhoto.objects.filter(session=session).visible_to(person)
    photos = list(rows.select_related("tool", "page", "by").order_by("page__sheet", "page__about", "pk"))
    for photo in photos:
        photo.session = session
    filed: dict[int, Filed] = {}
    for photo in photos:
        if photo.page is not None:
            filed.setdefault(photo.page.pk, Filed(photo.page, sheet_label(photo.page))).photos.append(photo)
    return sorted((photo for photo in photos if not photo.page_id), key=lambda photo: photo.pk), list(filed.values())


def filed_of(session: Session, person: User) -> list[tuple[str, int]]:
    """For the page of the session: each sheet of the kit of which something was filed, and how many pages."""
    seen = SessionPhoto.objects.filter(session=session).visible_to(person).values("page").annotate(count=Count("pk"))
    counts = {row["page"]: row["count"] for row in seen if row["page"]}
    pages = PageCode.objects.filter(session=session, pk__in=counts).order_by("sheet", "about") if counts else []
    return [(sheet_label(page), counts[page.pk]) for page in pages]
