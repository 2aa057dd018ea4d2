"""Search and order without regard to accents and case. PostgreSQL folds both sides, so that they always agree.

Arabic is typed in several ways: alif with hamza or without, final ya or alif maqsura, ta marbuta or ha, with vowel
signs or without. The database's `unaccent` knows nothing of this, so the letters are levelled before it. All of that is
the function CBP_FOLD of core's migrations: it always gives the same answer, so that indexes of trigrams are made of it.
"""

from django.db.models import BooleanField, CharField, F, FloatField, Func, Value
from django.db.models.expressions import Combinable


class Folded(Func):
    """In lower case without accents, Arabic letters levelled. The function is made by core's migrations."""

    function = "CBP_FOLD"
    output_field = CharField()


class Likeness(Func):
    """The share of groups of three letters that a sought word has in common with the best part of a name."""

    function = "WORD_SIMILARITY"
    output_field = FloatField()


class IsNear(Func):
    """Whether that share is at least the server's own threshold (0.6): asked in the way that an index answers."""

    template = "%(expressions)s"
    arg_joiner = " <%% "
    output_field = BooleanField()
    conditional = True


def folded(field: str) -> Combinable:
    """A column in lower case without accents: how lists are ordered (the server has no ICU)."""
    return Folded(F(field))


def fold(words: str) -> Combinable:
    """Words that a person typed, as `folded` would have them."""
    return Folded(Value(words.strip()))


def near(field: str, words: str) -> Combinable:
    """The column holds these words in another spelling."""
    return IsNear(fold(words), folded(field))


def likeness(field: str, words: str) -> Combinable:
    return Likeness(fold(words), folded(field))
