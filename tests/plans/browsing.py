"""What the tests of the pages of plans begin with."""

import uuid

from django.urls import reverse


def page(name, thing):
    return reverse(f"plans:{name}", args=[thing.pk])


def anew(data, **values):
    """The form with a key of its own, as another window has it."""
    return {**data, **values, "idempotency_key": [str(uuid.uuid4())]}
