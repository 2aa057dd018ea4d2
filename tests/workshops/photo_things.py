"""Pictures and recordings as a phone would send them, and some that no phone sends."""

from __future__ import annotations

import uuid
from io import BytesIO

from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image

from cbp.accounts.models import User
from cbp.workshops.actions.photos import add_photo
from cbp.workshops.models import Session, SessionPhoto

EXIF_WORD = b"N'Djamena camera 4711"


def picture(size: tuple[int, int] = (320, 240), kind: str = "JPEG", noise: bool = False, **options: object) -> bytes:
    image = Image.effect_noise(size, 90).convert("RGB") if noise else Image.new("RGB", size, "#446688")
    out = BytesIO()
    image.save(out, format=kind, **options)
    return out.getvalue()


def with_exif(size: tuple[int, int] = (320, 240), orientation: int = 1) -> bytes:
    exif = Image.Exif()
    exif[0x010F], exif[0x0112] = EXIF_WORD.decode(), orientation
    exif.get_ifd(0x8825)[1] = "N"
    return picture(size, exif=exif)


def upload(content: bytes, name: str = "photo.jpg", content_type: str = "image/jpeg") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content, content_type)


def jpeg_upload(name: str = "photo.jpg") -> SimpleUploadedFile:
    return upload(picture(), name)


def kept_photo(session: Session, by: User, content: bytes = b"", **fields: object) -> SessionPhoto:
    sent = upload(content or picture(), str(fields.pop("name", "photo.jpg")))
    return add_photo(session, sent, uid=uuid.uuid4(), fields=fields, by=by)


# --- sound: the beginnings of real containers -------------------------------------------------------------------------
OGG = b"OggS\x00\x02" + b"\x00" * 20 + b"\x01\x13" + b"OpusHead" + b"\x00" * 60
MP3 = b"\xff\xfb\x90\x00" + b"\x00" * 413
TAGGED_MP3 = b"ID3\x03\x00\x00\x00\x00\x00\x05hello" + MP3
WAV = b"RIFF\x24\x00\x00\x00WAVEfmt \x10\x00\x00\x00" + b"\x00" * 20 + b"data\x00\x00\x00\x00"


def _handler(kind: bytes) -> bytes:
    return b"\x00\x00\x00\x20hdlr" + b"\x00" * 8 + kind + b"\x00" * 12


M4A = b"\x00\x00\x00\x18ftypM4A \x00\x00\x00\x00M4A mp42" + _handler(b"soun")
FILM = b"\x00\x00\x00\x18ftypisom\x00\x00\x00\x00isommp42" + _handler(b"vide") + _handler(b"soun")
WEBM = b"\x1aE\xdf\xa3\x9fB\x86\x81\x01B\x82\x84webm" + b"\x00" * 20 + b"\x86\x86A_OPUS"
WEBM_FILM = WEBM + b"\x86\x85V_VP8"
