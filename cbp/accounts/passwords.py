"""The length of a password, said in our own words in every language."""

from django.contrib.auth.password_validation import MinimumLengthValidator
from django.utils.translation import gettext as _


class LongEnough(MinimumLengthValidator):
    def get_error_message(self) -> str:
        return _("This password is too short. Number of characters that it needs at least: %(number)s.") % {
            "number": self.min_length
        }

    def get_help_text(self) -> str:
        return _("Number of characters that a password needs at least: %(number)s.") % {"number": self.min_length}
