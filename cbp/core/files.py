"""Keeping files: checked by content and by size before they are opened, written whole or not at all."""

from __future__ import annotations

import hashlib
import os
import secrets
import tempfile
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from typing import IO, Any

from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext as _
from PIL import Image, ImageFile, UnidentifiedImageError

from cbp.core.refusals import Refused

LARGEST = (2000, 2000)
IMAGE_KINDS = {"PNG": ("image/png", ".png"), "JPEG": ("image/jpeg", ".jpg"), "WEBP": ("image/webp", ".webp")}
# What is noted of how a camera was held (EXIF 2.32, 4.6.4), and how the picture is turned back.
ORIENTATION = 0x0112
TURNS = {
    2: Image.Transpose.FLIP_LEFT_RIGHT, 3: Image.Transpose.ROTATE_180, 4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE, 6: Image.Transpose.ROTATE_270, 7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_90,
}  # fmt: skip


@dataclass(frozen=True)
class Kept:
    """What a stored file's row says of the bytes on the disk."""

    stored_as: str
    size: int
    sha256: str

    def as_fields(self) -> dict[str, Any]:
        return {"stored_as": self.stored_as, "size": self.size, "sha256": self.sha256}


def clean_name(name: str) -> str:
    """The last part of a file's name, without signs that steer a terminal, a header or the direction of text."""
    last = name.replace("\\", "/").rsplit("/", 1)[-1]
    return "".join(sign for sign in last if sign.isprintable() and sign not in '"<>|:*?').strip(". ")[-150:] or "file"


def keep(content: bytes, suffix: str) -> Kept:
    """Writes under a random name: temporary file, fsync, rename. A full disk leaves nothing behind."""
    sha = checksum(content)
    stored_as = f"{sha[:2]}/{secrets.token_hex(16)}{suffix}"
    target = Path(settings.FILES_DIR) / stored_as
    temporary = None
    try:
        target.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        handle, temporary = tempfile.mkstemp(dir=target.parent, prefix=".part-")
        with os.fdopen(handle, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        Path(temporary).replace(target)
    except OSError as error:
        if temporary:
            Path(temporary).unlink(missing_ok=True)
        raise Refused(
            _("The file could not be stored: there is no space left. Please tell the administrator.")
        ) from error
    return Kept(stored_as, len(content), sha)


def checksum(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


def drop(stored_as: str) -> None:
    (Path(settings.FILES_DIR) / stored_as).unlink(missing_ok=True)


def bytes_of(upload: UploadedFile[Any]) -> bytes:
    """The whole upload, refused above the limit before it is read."""
    limit: int = settings.UPLOAD_MAX_BYTES
    if (upload.size or 0) > limit:
        raise Refused(_("This file is larger than %(limit)s MB.") % {"limit": limit // 1024 // 1024})
    if not upload.size:
        raise Refused(_("This file is empty."))
    upload.seek(0)
    return bytes(upload.read())


def clean_image(content: bytes) -> tuple[bytes, str, str]:
    """The picture drawn again without its metadata: (bytes, content type, suffix).

    The number of pixels is read from the header and refused before anything is decoded: a PNG of 13,000 × 13,000
    one-bit pixels is a few kilobytes on the disk and 800 MB in memory. SVG and HTML are no pictures here.
    """
    # WeasyPrint lets Pillow fill up what is cut off, for the whole process; here half a picture is none.
    lenient, ImageFile.LOAD_TRUNCATED_IMAGES = ImageFile.LOAD_TRUNCATED_IMAGES, False
    try:
        picture = _opened(BytesIO(content))
        return _redrawn(picture)
    except (UnidentifiedImageError, OSError, ValueError, SyntaxError, Image.DecompressionBombError) as error:
        raise Refused(_("This is not a picture that we can read. Please choose a PNG, JPEG or WebP file.")) from error
    finally:
        ImageFile.LOAD_TRUNCATED_IMAGES = lenient


def _opened(stream: IO[bytes]) -> Image.Image:
    picture = Image.open(stream, formats=list(IMAGE_KINDS))
    width, height = picture.size
    most: int = settings.IMAGE_MAX_PIXELS
    if width * height > most:
        raise Refused(
            _("This picture has %(width)s × %(height)s pixels. At most %(most)s million pixels are allowed.")
            % {"width": width, "height": height, "most": most // 1_000_000}
        )
    return picture


def _redrawn(picture: Image.Image) -> tuple[bytes, str, str]:
    kind = picture.format or "PNG"
    content_type, suffix = IMAGE_KINDS[kind]
    picture.thumbnail(LARGEST)  # small before it is converted: a JPEG is even decoded small, and one-bit pixels stay so
    plain = _upright(picture).convert("RGB" if kind == "JPEG" else "RGBA")
    bare = Image.new(plain.mode, plain.size)
    bare.paste(plain)
    out = BytesIO()
    bare.save(out, format=kind, **({"quality": 88} if kind != "PNG" else {"optimize": True}))
    return out.getvalue(), content_type, suffix


def _upright(picture: Image.Image) -> Image.Image:
    """As the camera was held: a phone notes the turn beside the pixels, in the metadata that goes."""
    try:
        turn = TURNS.get(picture.getexif().get(ORIENTATION, 1))
    except Exception:  # a broken note is no note; Pillow raises whatever its bytes provoke
        turn = None
    return picture if turn is None else picture.transpose(turn)
