"""Organisations: registering them, changing them, their contact, and how we work with them.

The contact is a person: history tells that it was changed and what it is for, never the name or a number.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterable

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from cbp.accounts.models import User
from cbp.accounts.roles import Permission
from cbp.core import audit
from cbp.core.keeping import keep, refuse_what_cannot_stand
from cbp.core.models import Area, Verb
from cbp.core.models.areas import AreaQuerySet
from cbp.core.reach import Grant
from cbp.core.refusals import Refused
from partners.models import Engagement, Organisation, OrganisationContact

FIELDS = ["name", "acronym", "kind", "country", "about"]
CONTACT_TOLD = ["position", "purpose"]
ENGAGEMENT_TOLD = ["modality", "subject", "reference", "noted_by", "programme", "area", "starts_on", "ends_on"]


def countries_of(person: User) -> AreaQuerySet:
    """The countries in whose registry the person may write."""
    grants = person.grants(Permission.PARTNER_EDIT)
    countries = Area.objects.filter(level=0)
    if Grant() in grants:
        return countries
    paths = {(grant.area_path or grant.country_path or "/").split("/")[0] + "/" for grant in grants}
    return countries.filter(path__in=paths)


@transaction.atomic
def create_organisation(
    organisation: Organisation,
    *,
    areas: Iterable[Area],
    contact: OrganisationContact | None = None,
    engagement: Engagement | None = None,
    by: User,
) -> Organisation:
    """With its contact and a first engagement where they are given. Whoever registers must reach the country."""
    if not countries_of(by).filter(pk=organisation.country_id).exists():
        raise Refused(_("You can register organisations only in the countries that you work in."))
    present = _within(organisation, areas)
    keep(organisation)
    organisation.areas.set(present)
    after = {**audit.values_of(organisation, FIELDS), "areas": _told(present)}
    audit.record(Verb.ORGANISATION_CREATED, organisation, by=by, after=after)
    if contact is not None:
        contact.organisation = organisation
        set_contact(contact, by=by)
    if engagement is not None:
        engagement.organisation = organisation
        add_engagement(engagement, by=by)
    return organisation


@transaction.atomic
def change_organisation(
    organisation: Organisation, *, fields: list[str], areas: Iterable[Area], expected: int, by: User
) -> None:
    """Writes the named fields and the areas of presence; raises `Stale` when someone saved before."""
    current = Organisation.objects.select_for_update(of=("self",)).get(pk=organisation.pk)
    before = {**audit.values_of(current, fields), "areas": _told(current.areas.all())}
    present = _within(organisation, areas)
    refuse_what_cannot_stand(organisation)
    try:
        with transaction.atomic():
            organisation.save_over(expected, fields)
    except IntegrityError as error:  # two people, the same name, the same moment
        raise Refused(_("An organisation with this name is registered already.")) from error
    organisation.areas.set(present)
    after = {**audit.values_of(organisation, fields), "areas": _told(present)}
    audit.record(Verb.ORGANISATION_CHANGED, organisation, by=by, before=before, after=after)


@transaction.atomic
def set_contact(contact: OrganisationContact, *, by: User, expected: int | None = None) -> None:
    """Adds the contact or changes it. With `expected`, raises `Stale` when someone saved the organisation before."""
    organisation = Organisation.objects.select_for_update(of=("self",)).get(pk=contact.organisation_id)
    if not (contact.name or contact.position):
        raise Refused(_("Name the contact, or say which position it is."))
    if expected is not None:
        organisation.save_over(expected, [])
    was = OrganisationContact.objects.filter(pk=contact.pk).first() if contact.pk else None
    keep(contact)
    before = audit.values_of(was, CONTACT_TOLD) if was else None
    after = audit.values_of(contact, CONTACT_TOLD)
    audit.record(Verb.CONTACT_CHANGED, organisation, by=by, before=before, after=after)


@transaction.atomic
def remove_contact(contact: OrganisationContact, *, by: User) -> None:
    """The row goes: who takes the consent back stands nowhere any more."""
    organisation = Organisation.objects.select_for_update(of=("self",)).get(pk=contact.organisation_id)
    before = audit.values_of(contact, CONTACT_TOLD)
    organisation.save_over(organisation.version, [])
    contact.delete()
    audit.record(Verb.CONTACT_CHANGED, organisation, by=by, before=before, after={})


@transaction.atomic
def add_engagement(engagement: Engagement, *, by: User) -> Engagement:
    organisation = Organisation.objects.select_for_update(of=("self",)).get(pk=engagement.organisation_id)
    if engagement.programme and engagement.programme.country_id != organisation.country_id:
        raise Refused(_("This programme works in another country than the organisation is registered in."))
    _within(organisation, [engagement.area] if engagement.area else [])
    keep(engagement)
    after = audit.values_of(engagement, ENGAGEMENT_TOLD)
    audit.record(Verb.ENGAGEMENT_ADDED, organisation, by=by, after=after, within=engagement)
    return engagement


@transaction.atomic
def end_engagement(engagement: Engagement, *, on: datetime.date, by: User) -> None:
    """From the day after, it runs no more. It can end earlier than was agreed, not later."""
    current = Engagement.objects.select_for_update(of=("self",)).select_related("organisation").get(pk=engagement.pk)
    if current.has_ended:
        raise Refused(_("This engagement has ended already."))
    if current.ends_on and on > current.ends_on:
        raise Refused(_("This engagement ends earlier already. For a longer time, note a new one."))
    before, current.ends_on = audit.values_of(current, ["ends_on"]), on
    keep(current)
    engagement.ends_on = on
    after = {**audit.values_of(current, ["subject", "ends_on"])}
    before["subject"] = current.subject
    audit.record(Verb.ENGAGEMENT_ENDED, current.organisation, by=by, before=before, after=after, within=current)


def _within(organisation: Organisation, areas: Iterable[Area]) -> list[Area]:
    """The areas once each, all of them in the country of the organisation."""
    found = list({area.pk: area for area in areas}.values())
    for area in found:
        if not area.path.startswith(organisation.country.path):
            raise Refused(_("“%(area)s” does not lie in the country of the organisation.") % {"area": area})
    return found


def _told(areas: Iterable[Area]) -> list[str]:
    return sorted(area.name for area in areas)
