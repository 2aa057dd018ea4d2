"""Saving a row so that the promise of the database comes back as a sentence, never as a fault."""

from __future__ import annotations

from django.core.exceptions import ValidationError
from django.db import IntegrityError, models, transaction
from django.utils.translation import gettext as _

from cbp.core.refusals import Refused


def refuse_what_cannot_stand(thing: models.Model) -> None:
    """In the words of the constraints that the row would break."""
    try:
        thing.validate_constraints()
    except ValidationError as error:
        raise Refused(" ".join(error.messages)) from error


def keep(thing: models.Model) -> None:
    """Saved, or refused in words; also when two people save the same at the same moment."""
    refuse_what_cannot_stand(thing)
    try:
        with transaction.atomic():
            thing.save()
    except IntegrityError as error:
        raise Refused(_("Someone saved the same at the same moment. Look at what is there, then try again.")) from error
