"""Text that stands encrypted in the database; the keys (`ENCRYPTION_KEYS`) never stand there. (data protection 7.2)

So with secret addresses: a row keeps a nonce and a hash, and only with a key becomes of them what opens a door.
"""

import hashlib
import hmac
from base64 import urlsafe_b64encode
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


def hash_of(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()


def first_token(purpose: str, nonce: str) -> str:
    """What a new secret address ends with, by the first key."""
    return _token(purpose, nonce, str(settings.ENCRYPTION_KEYS[0]))


def token_again(purpose: str, nonce: str, token_hash: str) -> str:
    """The token of a row, made anew: a stolen table opens no door.

    Older keys are tried too, so that an address outlives a change of keys. Empty when no key makes it.
    """
    made = (_token(purpose, nonce, str(key)) for key in settings.ENCRYPTION_KEYS)
    return next((token for token in made if hash_of(token) == token_hash), "")


def _token(purpose: str, nonce: str, key: str) -> str:
    made = hmac.digest(key.encode(), f"{purpose}:{nonce}".encode(), "sha256")
    return urlsafe_b64encode(made[:24]).decode()
