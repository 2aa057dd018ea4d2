"""Contacts stand sealed in the table: who steals the table reads nothing."""

from cryptography.fernet import Fernet
from django.db import connection

from partners.models import OrganisationContact


def stored(contact: OrganisationContact) -> str:
    with connection.cursor() as cursor:
        cursor.execute("SELECT name FROM partners_organisationcontact WHERE id = %s", [contact.pk])
        return str(cursor.fetchone()[0])


def make(cast, **fields: object) -> OrganisationContact:
    organisation = cast.here.chain.organisation
    return OrganisationContact.objects.create(
        organisation=organisation, purpose="Meetings", has_consented=True, **{"name": "حليمة", **fields}
    )


def test_it_is_plain_in_python_and_sealed_in_the_table(cast):
    contact = make(cast)
    assert OrganisationContact.objects.get(pk=contact.pk).name == "حليمة"
    assert "حليمة" not in stored(contact)
    assert stored(contact).startswith("gAAAA")


def test_nothing_stays_nothing(cast):
    assert stored(make(cast, name="")) == ""


def test_a_new_key_reads_what_an_old_one_sealed(cast, settings):
    contact, old = make(cast), settings.ENCRYPTION_KEYS
    settings.ENCRYPTION_KEYS = [Fernet.generate_key().decode(), *old]
    assert OrganisationContact.objects.get(pk=contact.pk).name == "حليمة"


def test_without_the_key_it_reads_as_empty(cast, settings):
    contact = make(cast)
    settings.ENCRYPTION_KEYS = [Fernet.generate_key().decode()]
    assert OrganisationContact.objects.get(pk=contact.pk).name == ""
