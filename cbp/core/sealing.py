"""Text that stands encrypted in the database; the keys (`ENCRYPTION_KEYS`) never stand there. (data protection 7.2)"""

from typing import Any

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from django.conf import settings
from django.db import models


def cipher() -> MultiFernet:
    """The first key encrypts, all decrypt. The keys come from the environment, never from the database."""
    return MultiFernet([Fernet(key) for key in settings.ENCRYPTION_KEYS])


class SealedTextField(models.TextField):  # type: ignore[type-arg]
    """Plain in Python, sealed in the table. It cannot be searched. A text that no key opens reads as empty."""

    def get_prep_value(self, value: Any) -> Any:
        text = super().get_prep_value(value)
        return cipher().encrypt(text.encode()).decode() if text else text

    def from_db_value(self, value: str | None, _expression: Any, _connection: Any) -> str | None:
        if not value:
            return value
        try:
            return cipher().decrypt(value.encode()).decode()
        except InvalidToken:
            return ""
