"""What a file is, by its content: sound, a picture made small and upright, or nothing that is kept."""

from __future__ import annotations

import io
import zipfile

import pytest
from PIL import Image, ImageChops

from cbp.core.refusals import Refused
from cbp.workshops.media import MOST_BYTES, SMALL_BYTES, media_of, small_picture
from tests.workshops.photo_things import (
    EXIF_WORD,
    FILM,
    M4A,
    MP3,
    OGG,
    TAGGED_MP3,
    WAV,
    WEBM,
    WEBM_FILM,
    picture,
    upload,
    with_exif,
)


def zipped() -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("photo.jpg", picture())
    return out.getvalue()


def tall(width: int, height: int) -> bytes:
    """A picture of which the header alone says that it is so large."""
    out = io.BytesIO()
    Image.new("1", (width, height)).save(out, format="PNG", optimize=True)
    return out.getvalue()


# --- what it is, by its content ---------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("content", "content_type", "suffix"),
    [
        (OGG, "audio/ogg", ".ogg"),
        (MP3, "audio/mpeg", ".mp3"),
        (TAGGED_MP3, "audio/mpeg", ".mp3"),
        (WAV, "audio/wav", ".wav"),
        (M4A, "audio/mp4", ".m4a"),
        (WEBM, "audio/webm", ".webm"),
    ],
)
def test_sound_is_known_by_its_content_and_kept_as_it_was_sent(content, content_type, suffix):
    media = media_of(upload(content, "evil.html", "text/html"))
    assert (media.content, media.content_type, media.suffix, media.is_sound) == (content, content_type, suffix, True)


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "empty"),
        (b"<html><script>alert(1)</script></html>", "neither a picture"),
        (b"<svg xmlns='http://www.w3.org/2000/svg'/>", "neither a picture"),
        (b"\xff\xd8\xff<html><script>alert(1)</script>", "not a picture that we can read"),
        (b"GIF89a" + b"\x00" * 50, "neither a picture"),
        (b"OggS" + b"\x00" * 80, "neither a picture"),
        (b"ID3\x03\x00\x00\x00\x00\x00\x05hello<script>", "neither a picture"),
        (FILM, "neither a picture"),
        (WEBM_FILM, "neither a picture"),
        (b"MZ" + b"\x00" * 100, "neither a picture"),
        (b"%PDF-1.7", "neither a picture"),
        (picture()[:300], "not a picture that we can read"),
    ],
)
def test_anything_else_is_refused_in_words(content, words):
    with pytest.raises(Refused, match=words):
        media_of(upload(content))


def test_an_archive_a_bomb_and_a_heap_are_refused():
    with pytest.raises(Refused, match="neither a picture"):
        media_of(upload(zipped()))
    with pytest.raises(Refused, match="13000 × 13000"):
        media_of(upload(tall(13000, 13000), "small.png"))
    with pytest.raises(Refused, match="larger than 10 MB"):
        media_of(upload(OGG + b"\x00" * 10 * 1024 * 1024))


def test_a_picture_loses_its_metadata_and_stands_upright():
    sent = with_exif((300, 200), orientation=6)
    assert EXIF_WORD in sent
    media = media_of(upload(sent))
    assert (media.width, media.height) == (200, 300)
    assert EXIF_WORD not in media.content
    assert not Image.open(io.BytesIO(media.content)).getexif()


def test_a_turned_picture_is_turned_the_right_way():
    """Red above blue, as it was seen, however the camera was held."""
    seen = Image.new("RGB", (40, 60), "blue")
    seen.paste("red", (0, 0, 40, 30))
    back = {1: None, 3: Image.Transpose.ROTATE_180, 6: Image.Transpose.ROTATE_90, 8: Image.Transpose.ROTATE_270}
    for orientation, turn in back.items():
        exif = Image.Exif()
        exif[0x0112] = orientation
        out = io.BytesIO()
        (seen.transpose(turn) if turn is not None else seen).save(out, format="JPEG", quality=95, exif=exif)
        found = Image.open(io.BytesIO(media_of(upload(out.getvalue())).content)).convert("RGB")
        difference = ImageChops.difference(found, seen).resize((1, 1)).getpixel((0, 0))
        assert found.size == seen.size
        assert max(difference) < 12, orientation


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
def test_a_large_picture_is_made_small(kind, tmp_path):
    media = media_of(upload(picture((2400, 1800), kind, noise=True)))
    assert len(media.content) <= MOST_BYTES
    assert (media.content_type, max(media.width, media.height) <= 1600) == ("image/jpeg", True)
    path = tmp_path / "photo"
    path.write_bytes(media.content)
    small = small_picture(path)
    assert len(small) <= SMALL_BYTES
    assert max(Image.open(io.BytesIO(small)).size) == 320


def test_what_is_drawn_on_nothing_is_drawn_on_white():
    out = io.BytesIO()
    drawing = Image.effect_noise((1700, 1700), 60).convert("RGBA")
    drawing.putalpha(0)
    drawing.save(out, format="PNG")
    media = media_of(upload(out.getvalue()))
    assert min(Image.open(io.BytesIO(media.content)).convert("L").getextrema()) > 250
