"""A picture is kept as its pixels: no place, time, camera, name, note or thumbnail, and nothing hung on behind."""

import io
import random

import pytest

from engine.file_text import FileRefused, limits, text_of
from engine.file_text.pictures import bare
from tests.files.made_pictures import PIXELS, PLACE, exif, gif, jpeg, png, webp

KINDS = {"png": png, "jpeg": jpeg, "webp": webp, "gif": gif}


@pytest.mark.parametrize("kind", KINDS)
def test_a_picture_loses_its_notes_and_keeps_its_pixels(kind):
    given = KINDS[kind]()
    kept = bare(given, kind)
    assert PLACE in given
    assert PLACE not in kept
    assert (PIXELS if kind != "png" else b"IDAT") in kept
    assert bare(kept, kind) == kept, "what was written is written the same again"
    assert text_of(io.BytesIO(given), f"bild.{kind}").bare == kept
    assert text_of(io.BytesIO(kept), f"bild.{kind}").media_type == f"image/{kind}"


def test_a_photo_keeps_which_side_is_up_and_no_other_fact():
    kept = bare(jpeg(turned=6), "jpeg")
    assert kept.count(b"Exif") == 1
    assert b"\x01\x12\x00\x03\x00\x00\x00\x01\x00\x06" in kept
    assert b"Exif" not in bare(jpeg(turned=1), "jpeg")


@pytest.mark.parametrize("kind", ["png", "jpeg"])
def test_what_hangs_behind_a_picture_is_cut_off(kind):
    assert bare(KINDS[kind](behind=b"<script>alert(1)</script>"), kind) == bare(KINDS[kind](), kind)


def test_a_picture_with_more_pixels_than_a_reader_can_hold_is_refused():
    with pytest.raises(FileRefused) as refused:
        bare(png(width=100_000, height=100_000), "png")
    assert refused.value.code == "file-too-many-pixels"
    assert bare(png(width=6000, height=limits.MAX_PIXELS // 6000), "png")


@pytest.mark.parametrize("kind", KINDS)
def test_a_broken_picture_is_refused_and_never_breaks_the_program(kind):
    """Every cut and thousands of changed bytes: a picture again, or a refusal."""
    given, chance = KINDS[kind](), random.Random(3)
    broken = [given[:length] for length in range(len(given) - 1)]
    for _round in range(2000):
        spoiled = bytearray(given)
        spoiled[chance.randrange(len(given))] = chance.randrange(256)
        broken.append(bytes(spoiled))
    for data in broken:
        try:
            kept = bare(data, kind)
        except FileRefused as refused:
            assert refused.code in ("file-broken", "file-too-many-pixels")
        else:
            assert len(kept) <= len(data) + 40


def test_a_thumbnail_in_the_facts_of_a_photo_goes_with_them():
    assert PLACE in exif()
    assert PLACE not in bare(jpeg(), "jpeg")
