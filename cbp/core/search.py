"""Search and order without regard to accents and case. PostgreSQL folds both sides, so that they always agree."""

from django.db.models import CharField, F, Func, Value
from django.db.models.expressions import Combinable
from django.db.models.functions import Lower


class Unaccent(Func):
    function = "UNACCENT"
    output_field = CharField()


def folded(field: str) -> Combinable:
    """A column in lower case without accents: how lists are ordered (the server has no ICU)."""
    return Lower(Unaccent(F(field)))


def fold(words: str) -> Combinable:
    """Words that a person typed, as `folded` would have them."""
    return Lower(Unaccent(Value(words.strip())))
