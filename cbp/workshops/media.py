"""What is kept of a picture or a recording that was sent: known by its content, never by its name.

A picture is drawn again without its metadata and holds at most 200 kB, so that it opens on a phone and in a paper. A
recording is kept as it was sent, when its container holds sound and nothing else.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext as _
from PIL import Image

from cbp.core import files
from cbp.core.refusals import Refused

LONGEST, MOST_BYTES = 1600, 200_000
SMALL_LONGEST, SMALL_BYTES = 320, 20_000
ACCEPTED = "image/jpeg,image/png,image/webp,audio/*"
HEAD = 65_536  # the tracks of a container are told within it
OGG_SOUND = (b"OpusHead", b"\x01vorbis", b"Speex   ", b"\x7fFLAC")
MP4_BRANDS = (b"M4A ", b"M4B ", b"mp41", b"mp42", b"isom", b"iso2", b"iso5", b"iso6")


@dataclass(frozen=True)
class Media:
    """What is written to the disk. A recording has no width and no height."""

    content: bytes
    content_type: str
    suffix: str
    width: int | None = None
    height: int | None = None

    @property
    def is_sound(self) -> bool:
        return self.width is None


def media_of(upload: UploadedFile[Any]) -> Media:
    """Refused in words: what is too large, empty, no picture and no sound, or a film."""
    content = files.bytes_of(upload)
    if sound := sound_of(content):
        return Media(content, *sound)
    if not _is_picture(content):
        raise Refused(
            _(
                "This is neither a picture (JPEG, PNG, WebP) nor a sound recording (OGG, MP3, M4A, WAV, WebM)"
                " that we can keep."
            )
        )
    return _fitted(*files.clean_image(content))


def _is_picture(content: bytes) -> bool:
    is_webp = content[:4] == b"RIFF" and content[8:12] == b"WEBP"
    return is_webp or content.startswith((b"\xff\xd8\xff", b"\x89PNG\r\n\x1a\n"))


# --- pictures ---------------------------------------------------------------------------------------------------------
def _fitted(content: bytes, content_type: str, suffix: str) -> Media:
    with Image.open(BytesIO(content)) as picture:
        if len(content) <= MOST_BYTES and max(picture.size) <= LONGEST:
            return Media(content, content_type, suffix, *picture.size)
        fitted, size = _as_jpeg(picture, LONGEST, MOST_BYTES)
    return Media(fitted, "image/jpeg", ".jpg", *size)


def small_picture(path: Path) -> bytes:
    """For a list: at most 20 kB. Made when it is asked for and not kept, so that no second file can be left behind."""
    with Image.open(path) as picture:
        return _as_jpeg(picture, SMALL_LONGEST, SMALL_BYTES)[0]


def _as_jpeg(picture: Image.Image, longest: int, most: int) -> tuple[bytes, tuple[int, int]]:
    """The largest and clearest of the steps that holds no more bytes than that."""
    picture.thumbnail((longest, longest))  # a JPEG is even decoded small
    plain = _on_white(picture)
    for share, quality in _steps():
        size = tuple(max(1, round(side * share)) for side in plain.size)
        out = BytesIO()
        (plain if share == 1 else plain.resize(size)).save(out, format="JPEG", quality=quality, optimize=True)
        if out.tell() <= most:
            break
    return out.getvalue(), (size[0], size[1])


def _steps() -> Iterator[tuple[float, int]]:
    yield from ((1, quality) for quality in (82, 74, 66, 58))
    yield from ((share / 10, 58) for share in (8, 6, 5, 4, 3, 2, 1))


def _on_white(picture: Image.Image) -> Image.Image:
    if "A" not in picture.getbands() and "transparency" not in picture.info:
        return picture.convert("RGB")
    layer = picture.convert("RGBA")
    plain = Image.new("RGB", layer.size, "white")
    plain.paste(layer, mask=layer.getchannel("A"))
    return plain


# --- sound ------------------------------------------------------------------------------------------------------------
def sound_of(content: bytes) -> tuple[str, str] | None:
    """(content type, suffix) of a container that holds sound alone; None for anything else, a film included."""
    head = content[:HEAD]
    if head.startswith(b"OggS"):
        return ("audio/ogg", ".ogg") if any(head.startswith(mark, 28) for mark in OGG_SOUND) else None
    if head[:4] == b"RIFF" and head[8:12] == b"WAVE":
        return ("audio/wav", ".wav") if b"fmt " in head[:4096] else None
    if head.startswith(b"\x1aE\xdf\xa3") and b"webm" in head[:64]:
        has_sound, has_film = b"A_OPUS" in head or b"A_VORBIS" in head, b"V_VP" in head or b"V_AV1" in head
        return ("audio/webm", ".webm") if has_sound and not has_film else None
    if head[4:8] == b"ftyp":
        return ("audio/mp4", ".m4a") if head[8:12] in MP4_BRANDS and _tracks(content) == {b"soun"} else None
    return ("audio/mpeg", ".mp3") if _is_mp3(content) else None


def _tracks(content: bytes) -> set[bytes]:
    """What kinds of track an MP4 says it has: sound, film, words."""
    found, at = set(), content.find(b"hdlr")
    while at >= 0:
        kind = content[at + 12 : at + 16]
        if kind in (b"soun", b"vide", b"text", b"sbtl"):
            found.add(kind)
        at = content.find(b"hdlr", at + 4)
    return found


def _is_mp3(content: bytes) -> bool:
    """A frame of layer III, behind a tag (ID3v2) where there is one."""
    at = 0
    if content.startswith(b"ID3") and len(content) > 10:
        size = content[6:10]
        at = 10 + (size[0] << 21 | size[1] << 14 | size[2] << 7 | size[3])
    frame = content[at : at + 4]
    if len(frame) < 4 or frame[0] != 0xFF or frame[1] & 0xE6 != 0xE2:  # eleven bits of sync, layer III
        return False
    version, rate, frequency = frame[1] >> 3 & 3, frame[2] >> 4, frame[2] >> 2 & 3
    return version != 1 and rate not in (0, 15) and frequency != 3
