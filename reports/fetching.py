"""What a paper may fetch: our own fonts, by name, and data written in the page itself. Nothing else, ever.

A name in a plan may hold `<link rel=attachment href=file:///…>`; templates escape it, and should one of them forget,
this fetcher still opens no file and no socket: it knows no path, only the names of the shipped fonts.
"""

from io import BytesIO
from typing import Any

from weasyprint.urls import URLFetcher, URLFetcherResponse

from reports import fonts


class NotOurs(ValueError):
    """An address that papers do not open."""


class OwnFilesOnly(URLFetcher):  # type: ignore[misc]  # WeasyPrint has no types
    def __init__(self) -> None:
        super().__init__(allowed_protocols=("data",), allow_redirects=False)

    def fetch(self, url: str, headers: dict[str, str] | None = None) -> Any:
        if url.startswith(fonts.SCHEME):
            return self._font(url)
        if not url.lower().startswith("data:"):
            raise NotOurs(f"Not fetched: {url[:100]}")
        return super().fetch(url, headers)

    def _font(self, url: str) -> Any:
        name = url.removeprefix(fonts.SCHEME)
        if name not in fonts.FILES:
            raise NotOurs(f"Not one of our fonts: {name[:100]}")
        content = BytesIO((fonts.FOLDER / name).read_bytes())
        return URLFetcherResponse(url, content, {"Content-Type": "font/ttf"})
