"""The doors of organisations."""

from __future__ import annotations

from partners.models import OrganisationContact
from tests.cast import Cast, World
from tests.chain import make_engagement
from tests.doors.rows import HERE_ALL, STRANGERS, Row

PARTNER_MANAGERS = ("manager", "screening")
SEES: dict[str, tuple[str, ...]] = {"organisation": HERE_ALL, "engagement": HERE_ALL}
DOORS: dict[str, Row] = {
    "partners:organisation-list": Row(may=(*HERE_ALL, *STRANGERS), get=200),
    "partners:organisation-new": Row(may=(*PARTNER_MANAGERS, "stranger"), get=200, post=422),
    "partners:organisation-detail": Row("organisation", HERE_ALL, get=200),
    "partners:organisation-edit": Row("organisation", PARTNER_MANAGERS, get=200, post=422),
    "partners:contact-edit": Row("organisation", PARTNER_MANAGERS, get=200, post=422),
    "partners:contact-remove": Row("organisation", PARTNER_MANAGERS, post=302),
    "partners:engagement-new": Row("organisation", PARTNER_MANAGERS, get=200, post=422),
    "partners:engagement-end": Row("engagement", PARTNER_MANAGERS, get=200, post=422),
}
VALUES: dict[str, dict[str, object]] = {
    "partners:organisation-new": {"name": "New house", "kind": "media"},
    "partners:organisation-edit": {"name": "Other", "kind": "media", "version": 1},
    "partners:contact-edit": {
        "contact_name": "Achta", "contact_purpose": "Meetings", "contact_has_consented": "on", "version": 1,
    },
    "partners:engagement-new": {"modality": "informal", "subject": "Facilitation"},
    "partners:engagement-end": {"on": "2026-01-01"},
}  # fmt: skip


def things(cast: Cast, which: str, world: World) -> dict[str, int]:
    """The id of each thing of that world."""
    organisation = world.chain.organisation
    OrganisationContact.objects.create(
        organisation=organisation, name=f"Contact {world.mark}", purpose="Meetings", has_consented=True
    )
    engagement = make_engagement(organisation, subject=f"Facilitation {world.mark}")
    return {"organisation": organisation.pk, "engagement": engagement.pk}


def arguments(name: str, things: dict[str, int]) -> list[object] | None:
    """What the address of a page is made of, where that is not just the id of its thing."""
    return None
