"""Is the text engine here that WeasyPrint draws with? Asked without importing WeasyPrint, which takes a second."""

import ctypes
import ctypes.util
import sys
from functools import cache

# name of the library, and the file that Linux knows it by
LIBRARIES = (
    ("pango-1.0", "libpango-1.0.so.0"),
    ("pangoft2-1.0", "libpangoft2-1.0.so.0"),
    ("harfbuzz-subset", "libharfbuzz-subset.so.0"),
)
INSTALL = {
    "linux": "sudo apt-get install -y --no-install-recommends libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0",
    "darwin": "brew install pango",
}


def _open(name: str, file: str) -> ctypes.CDLL | None:
    for found in (file if sys.platform == "linux" else None, ctypes.util.find_library(name)):
        try:
            if found:
                return ctypes.CDLL(found)
        except OSError:
            continue
    return None


@cache
def versions() -> str:
    """The versions of Pango and HarfBuzz, on which line breaks and letter forms depend; empty when one is missing."""
    libraries = [_open(name, file) for name, file in LIBRARIES]
    if not all(libraries):
        return ""
    told = []
    for library, function in zip(libraries[::2], ("pango_version_string", "hb_version_string"), strict=True):
        ask = getattr(library, function, None)
        if ask is not None:
            ask.restype = ctypes.c_char_p
            told.append(f"{function} {ask().decode()}")
    return "; ".join(told) or "unknown"


def is_here() -> bool:
    return bool(versions())


def how_to_install() -> str:
    return INSTALL.get(sys.platform, INSTALL["linux"])
