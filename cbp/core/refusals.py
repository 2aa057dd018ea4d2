"""A refusal is a sentence for the person who asked."""

from django.utils.translation import gettext


class Refused(Exception):
    """An action said no. Its text is shown by the form, with status 422; nothing was written.

    Where a worker refuses, the reader comes later: the message is then given untranslated (`gettext_noop`) with its
    values, and put into words when it is read.
    """

    def __init__(self, message: str, **values: object) -> None:
        super().__init__(message)
        self.message, self.values = message, values

    def __str__(self) -> str:
        return in_words(self.message, self.values)


def in_words(message: str, values: dict[str, object]) -> str:
    """The sentence in the reader's language; values that are messages themselves are translated too."""
    words = gettext(message) if message else ""
    translated = {name: gettext(value) if isinstance(value, str) and value else value for name, value in values.items()}
    return words % translated if translated else words
