"""Files: checked by content and by pixels before they are opened, stored whole or not at all."""

from __future__ import annotations

import io
import os
import resource
import stat
import subprocess
import sys
import zlib
from pathlib import Path

import pytest
from django.conf import settings as live
from django.core.files.uploadedfile import SimpleUploadedFile
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image, ImageFile

from cbp.core import files
from cbp.core.refusals import Refused

NO_PICTURE = "This is not a picture that we can read. Please choose a PNG, JPEG or WebP file."


def picture(kind: str = "PNG", size: tuple[int, int] = (30, 20), mode: str = "RGB", **options: object) -> bytes:
    out = io.BytesIO()
    Image.new(mode, size, "red" if mode != "1" else 1).save(out, kind, **options)
    return out.getvalue()


def refusal(content: bytes) -> str:
    with pytest.raises(Refused) as refused:
        files.clean_image(content)
    return str(refused.value)


# --- pictures ---------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("kind", "mode"), [("PNG", "RGBA"), ("JPEG", "RGB"), ("WEBP", "RGBA"), ("PNG", "P"), ("PNG", "1")]
)
def test_a_picture_is_drawn_again(kind, mode):
    content, content_type, suffix = files.clean_image(picture(kind, mode=mode))
    again = Image.open(io.BytesIO(content))
    assert (again.format, again.size, content_type) == (kind, (30, 20), f"image/{kind.lower()}")
    assert suffix == {"PNG": ".png", "JPEG": ".jpg", "WEBP": ".webp"}[kind]


def test_half_a_picture_is_none_whatever_another_library_told_pillow(monkeypatch):
    monkeypatch.setattr(ImageFile, "LOAD_TRUNCATED_IMAGES", True)  # as WeasyPrint does when it is loaded
    content = picture("JPEG", size=(400, 400))
    assert refusal(content[: len(content) // 2]) == NO_PICTURE
    assert ImageFile.LOAD_TRUNCATED_IMAGES is True


def one_bit_png(side: int) -> bytes:
    """Small on the disk, `side` × `side` pixels in memory."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return len(data).to_bytes(4, "big") + kind + data + zlib.crc32(kind + data).to_bytes(4, "big")

    header = side.to_bytes(4, "big") * 2 + bytes([1, 0, 0, 0, 0])
    pack = zlib.compressobj(9)
    row = b"\0" * (1 + (side + 7) // 8)
    data = b"".join(pack.compress(row) for _ in range(side)) + pack.flush()
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", data) + chunk(b"IEND", b"")


@pytest.mark.filterwarnings("ignore::PIL.Image.DecompressionBombWarning")
def test_a_picture_of_13000_by_13000_pixels_is_refused_by_its_header():
    """A40: 821 MB once decoded."""
    content = one_bit_png(13_000)
    assert len(content) < 100_000
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    assert refusal(content) == "This picture has 13000 × 13000 pixels. At most 40 million pixels are allowed."
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 20 * 1024


def test_the_place_of_a_photo_is_gone():
    """A41."""
    exif = Image.Exif()
    exif[0x010F] = "Phone of Halima"
    exif.get_ifd(0x8825)[2] = (13.0, 27.0, 0.0)
    with_place = picture("JPEG", exif=exif.tobytes(), comment=b"secret")
    assert b"Halima" in with_place
    content, _type, _suffix = files.clean_image(with_place)
    assert dict(Image.open(io.BytesIO(content)).getexif()) == {}
    assert [word for word in (b"Halima", b"secret", b"Exif") if word in content] == []


def test_words_inside_a_png_are_gone():
    from PIL.PngImagePlugin import PngInfo

    words = PngInfo()
    words.add_text("Author", "Halima")
    content, _type, _suffix = files.clean_image(picture("PNG", pnginfo=words))
    assert b"Halima" not in content


@pytest.mark.parametrize(
    "content",
    [
        pytest.param(b"<svg xmlns='http://www.w3.org/2000/svg'><script>alert(1)</script></svg>", id="svg"),
        pytest.param(b"<!doctype html><script>alert(1)</script>", id="html"),
        pytest.param(picture("GIF"), id="gif"),
        pytest.param(picture("BMP"), id="bmp"),
        pytest.param(picture("TIFF"), id="tiff"),
        pytest.param(b"%PDF-1.7", id="pdf"),
        pytest.param(picture()[:60], id="cut off"),
        pytest.param(b"\x89PNG\r\n\x1a\n" + b"\0" * 40, id="signature only"),
        pytest.param(b"", id="nothing"),
    ],
)
def test_what_is_no_picture(content):
    assert refusal(content) == NO_PICTURE


def test_what_hangs_behind_a_picture_is_gone():
    """A polyglot: a picture that is also a page."""
    content, _type, _suffix = files.clean_image(picture("JPEG") + b"<script>alert(1)</script>")
    assert b"script" not in content


@given(st.integers(0, 200), st.binary(min_size=1, max_size=20))
def test_a_damaged_picture_is_read_or_refused(at, damage):
    content = bytearray(picture())
    content[at : at + len(damage)] = damage
    try:
        files.clean_image(bytes(content))
    except Refused as refused:
        assert str(refused)[-1] == "."  # noqa: PT017


# --- uploads ----------------------------------------------------------------------------------------------------------
def test_an_upload_beyond_the_limit_is_not_read():
    upload = SimpleUploadedFile("big.csv", b"x" * (live.UPLOAD_MAX_BYTES + 1))
    with pytest.raises(Refused, match="larger than 10 MB"):
        files.bytes_of(upload)
    assert files.bytes_of(SimpleUploadedFile("just.csv", b"x" * live.UPLOAD_MAX_BYTES))[:1] == b"x"


def test_an_empty_upload():
    with pytest.raises(Refused, match="This file is empty"):
        files.bytes_of(SimpleUploadedFile("none.csv", b""))


@pytest.mark.parametrize(
    ("name", "clean"),
    [
        ("../../etc/passwd", "passwd"),
        ("C:\\Users\\x\\table.csv", "table.csv"),
        ("a\r\nSet-Cookie: x.csv", "aSet-Cookie x.csv"),
        ('"quoted".csv', "quoted.csv"),
        ("\u202egnp.exe", "gnp.exe"),
        ("الأماكن.csv", "الأماكن.csv"),
        ("...", "file"),
        ("", "file"),
        ("x" * 300 + ".csv", "x" * 146 + ".csv"),
        ("nul\x00.csv", "nul.csv"),
    ],
)
def test_a_name_without_steering_signs(name, clean):
    """A31, A36."""
    assert files.clean_name(name) == clean


# --- keeping ----------------------------------------------------------------------------------------------------------
def test_a_file_is_kept_whole_under_a_random_name(settings, tmp_path):
    settings.FILES_DIR = tmp_path
    one, two = files.keep(b"abc", ".png"), files.keep(b"abc", ".png")
    assert (one.size, one.sha256 == two.sha256, one.stored_as == two.stored_as) == (3, True, False)
    path = tmp_path / one.stored_as
    assert (path.read_bytes(), stat.S_IMODE(path.stat().st_mode), stat.S_IMODE(path.parent.stat().st_mode)) == (
        b"abc", 0o600, 0o700,
    )  # fmt: skip
    files.drop(one.stored_as)
    files.drop(one.stored_as)  # twice is no fault
    assert not path.exists()


FULL = """
import resource, signal, sys
import django; django.setup()
from cbp.core import files
from cbp.core.refusals import Refused
signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
resource.setrlimit(resource.RLIMIT_FSIZE, (1000, 1000))
try:
    files.keep(b"x" * 5000, ".png")
except Refused as refused:
    print(refused)
"""


def test_a_full_disk_leaves_nothing_behind(tmp_path):
    """F15, with the limit of a file's size in place of a full disk."""
    done = subprocess.run(
        [sys.executable, "-c", FULL],
        capture_output=True,
        text=True,
        cwd=live.BASE_DIR,
        env={**os.environ, "FILES_DIR": str(tmp_path)},
    )
    assert done.stdout == "The file could not be stored: there is no space left. Please tell the administrator.\n", (
        done.stderr
    )
    assert [path for path in tmp_path.rglob("*") if path.is_file()] == []


def test_a_folder_that_takes_nothing_is_a_refusal(settings, tmp_path):
    settings.FILES_DIR = tmp_path / "file"
    Path(settings.FILES_DIR).write_text("a file where a folder should be")
    with pytest.raises(Refused, match="could not be stored"):
        files.keep(b"abc", ".png")
