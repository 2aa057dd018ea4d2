"""The two secrets of a machine, made on first use and readable by their owner only.

Deleting the encryption key makes second-factor secrets unreadable, so it lies beside the database it belongs to.
"""

from __future__ import annotations

import base64
import os
import secrets
from pathlib import Path


def secret_key(root: Path) -> Path:
    return _kept(root / "secret_key", secrets.token_urlsafe(50))


def encryption_key(root: Path) -> Path:
    """A Fernet key: 32 random bytes."""
    return _kept(root / "encryption_key", base64.urlsafe_b64encode(secrets.token_bytes(32)).decode())


def _kept(path: Path, fresh: str) -> Path:
    """Written whole or not at all: half a key after a power loss would lock everyone out."""
    if not path.exists() or not path.stat().st_size:
        path.parent.mkdir(parents=True, exist_ok=True)
        draft = path.with_name(path.name + ".new")
        draft.unlink(missing_ok=True)
        with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as out:
            out.write(fresh)
            out.flush()
            os.fsync(out.fileno())
        draft.replace(path)
    return path
