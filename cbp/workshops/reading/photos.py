"""Pictures, recordings and filed pages of a session, as its pages show them."""

from __future__ import annotations

from dataclasses import dataclass, field

from django.db.models import Count, Q
from django.utils.translation import gettext as _

from cbp.accounts.models import User
from cbp.workshops.models import PageCode, PhotoKind, Session, SessionPhoto, Tool


@dataclass(frozen=True)
class Filed:
    """One sheet of the kit with what was filed of it."""

    page: PageCode
    label: str
    photos: list[SessionPhoto] = field(default_factory=list)


@dataclass(frozen=True)
class Counted:
    """How much there is, for the page of the session."""

    pictures: int
    recordings: int
    pages: int
    without_consent: int


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


def counts_of(session: Session, person: User) -> Counted:
    """In one question to the database."""
    not_pages = ~Q(kind=PhotoKind.PAGE)
    rows = SessionPhoto.objects.filter(session=session).visible_to(person)
    return Counted(
        **rows.aggregate(
            pictures=Count("pk", filter=not_pages & ~Q(kind=PhotoKind.RECORDING)),
            recordings=Count("pk", filter=Q(kind=PhotoKind.RECORDING)),
            pages=Count("pk", filter=Q(kind=PhotoKind.PAGE)),
            without_consent=Count("pk", filter=not_pages & Q(consent="")),
        )
    )
