"""Search and order without regard to accents and case. PostgreSQL folds both sides, so that they always agree.

Arabic is typed in several ways: alif with hamza or without, final ya or alif maqsura, ta marbuta or ha, with vowel
signs or without. The database's `unaccent` knows nothing of this, so the letters are levelled before it.
"""

from django.db.models import CharField, F, Func, Value
from django.db.models.expressions import Combinable
from django.db.models.functions import Lower


class Unaccent(Func):
    function = "UNACCENT"
    output_field = CharField()


# Each letter of the first becomes the one below it; vowel signs and the stretching sign, which have none, go.
ARABIC = "أإآٱىةؤئ" + "\u064b\u064c\u064d\u064e\u064f\u0650\u0651\u0652\u0670\u0640"
LEVELLED = "ااااي" + "هوي"


def _plain(text: Combinable) -> Combinable:
    return Lower(Unaccent(Func(text, Value(ARABIC), Value(LEVELLED), function="TRANSLATE", output_field=CharField())))


def folded(field: str) -> Combinable:
    """A column in lower case without accents: how lists are ordered (the server has no ICU)."""
    return _plain(F(field))


def fold(words: str) -> Combinable:
    """Words that a person typed, as `folded` would have them."""
    return _plain(Value(words.strip()))
