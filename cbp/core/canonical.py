"""One way to write plain JSON, so that the same data always have the same checksum."""

import hashlib
import json
from typing import Any


def canonical(data: Any) -> bytes:
    """Keys in order, no spaces, letters as they are."""
    return json.dumps(data, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()


def hash_of(data: Any) -> str:
    """The SHA-256 of the canonical text, in 64 hexadecimal digits."""
    return hashlib.sha256(canonical(data)).hexdigest()
