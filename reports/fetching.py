"""What a paper may fetch: our own fonts, by name, data written in the page itself, and kept pictures by their checksum.

A name in a plan may hold `<link rel=attachment href=file:///…>`; templates escape it, and should one of them forget,
this fetcher still opens no socket and no file but two kinds: the shipped fonts by their names, and a picture that was
kept under a random name, by that name and the checksum of its content together.
"""

import hashlib
import re
from io import BytesIO
from pathlib import Path
from typing import Any

from django.conf import settings
from weasyprint.urls import URLFetcher, URLFetcherResponse

from reports import fonts

PHOTO = re.compile(r"paper-photo:([0-9a-f]{64})/([0-9a-f]{2}/[0-9a-f]{32}\.(jpg|png|webp))")
KINDS = {"jpg": "image/jpeg", "png": "image/png", "webp": "image/webp"}


class NotOurs(ValueError):
    """An address that papers do not open."""


class OwnFilesOnly(URLFetcher):  # type: ignore[misc]  # WeasyPrint has no types
    def __init__(self) -> None:
        super().__init__(allowed_protocols=("data",), allow_redirects=False)

    def fetch(self, url: str, headers: dict[str, str] | None = None) -> Any:
        if url.startswith(fonts.SCHEME):
            return self._font(url)
        if found := PHOTO.fullmatch(url):
            return self._photo(url, *found.groups())
        if not url.lower().startswith("data:"):
            raise NotOurs(f"Not fetched: {url[:100]}")
        return super().fetch(url, headers)

    def _font(self, url: str) -> Any:
        name = url.removeprefix(fonts.SCHEME)
        if name not in fonts.FILES:
            raise NotOurs(f"Not one of our fonts: {name[:100]}")
        content = BytesIO((fonts.FOLDER / name).read_bytes())
        return URLFetcherResponse(url, content, {"Content-Type": "font/ttf"})

    def _photo(self, url: str, checksum: str, stored_as: str, suffix: str) -> Any:
        """A picture that was removed since is not drawn: its words stand in its place."""
        path = Path(settings.FILES_DIR) / stored_as
        content = path.read_bytes() if path.is_file() else b""
        if hashlib.sha256(content).hexdigest() != checksum:
            raise NotOurs(f"Not a picture that we keep: {url[:100]}")
        return URLFetcherResponse(url, BytesIO(content), {"Content-Type": KINDS[suffix]})
