"""A refusal is a sentence for the person who asked."""


class Refused(Exception):
    """An action said no. Its text is shown by the form, with status 422; nothing was written."""
