"""Pictures without what they do not show: place, time, camera, names, notes, thumbnails, and anything hung on behind.

A picture is written anew out of the parts that its pixels need, in the order of its format; every other part is
left out. What does not follow the format is refused, so no file is two kinds at once.
"""

import struct
import zlib
from collections.abc import Iterator

from engine.file_text import limits, refusals

_PNG = b"\x89PNG\r\n\x1a\n"
_PNG_KEPT = {b"IHDR", b"PLTE", b"IDAT", b"IEND", b"tRNS", b"gAMA", b"cHRM", b"sRGB", b"sBIT", b"bKGD", b"pHYs"} | {
    b"acTL", b"fcTL", b"fdAT"
}  # fmt: skip
_FRAMES = frozenset({*range(0xC0, 0xD0)} - {0xC4, 0xC8, 0xCC})  # start of frame: size and colours
_LONE = frozenset({0x01, *range(0xD0, 0xD8)})  # markers without a length
_WEBP_KEPT = {b"VP8X", b"VP8 ", b"VP8L", b"ALPH", b"ANIM", b"ANMF"}
_WEBP_NOTES = 0x2C  # of the flags of VP8X: colour profile, EXIF, XMP
_JFIF = b"\xff\xe0\x00\x10JFIF\x00\x01\x01\x00\x00\x01\x00\x01\x00\x00"  # without density and thumbnail
_TURNED = 0x0112  # EXIF's only fact that the picture needs: which side is up


def bare(data: bytes, kind: str) -> bytes:
    """The picture with its pixels and nothing else. Raises `FileRefused` where it breaks its format or is too large."""
    try:
        width, height, made = _KINDS[kind](data)
    except (IndexError, struct.error, zlib.error, ValueError) as error:
        raise refusals.broken() from error
    if not 0 < width * height <= limits.MAX_PIXELS:
        raise refusals.too_many_pixels() if width * height else refusals.broken()
    return made


def _png(data: bytes) -> tuple[int, int, bytes]:
    parts, place, size = [_PNG], len(_PNG), (0, 0)
    while not parts[-1].endswith(b"IEND\xaeB`\x82"):
        length, name = struct.unpack_from(">I4s", data, place)
        whole = data[place : place + length + 12]
        if len(whole) < length + 12 or zlib.crc32(whole[4:-4]) != int.from_bytes(whole[-4:]):
            raise ValueError(name)
        if name == b"IHDR":
            size = struct.unpack_from(">II", whole, 8)
        if name in _PNG_KEPT:
            parts.append(whole)
        place += len(whole)
    return *size, b"".join(parts)


def _jpeg(data: bytes) -> tuple[int, int, bytes]:
    parts, size, turned = [b"\xff\xd8"], (0, 0), 1
    for marker, segment in _segments(data):
        if marker in _FRAMES:
            size = struct.unpack_from(">HH", segment, 5)[::-1]
        if marker == 0xE1 and segment[4:10] == b"Exif\x00\x00":
            turned = _turn_of(segment[10:]) or turned
        elif marker == 0xE0 and segment[4:9] == b"JFIF\x00":
            parts.append(_JFIF)
        elif _shows(marker, segment):
            parts.append(segment)
    if turned != 1:
        parts.insert(2 if _JFIF in parts else 1, _turn(turned))
    return *size, b"".join(parts)


def _shows(marker: int, segment: bytes) -> bool:
    """Whether a segment is needed for the pixels: no application's data but how Adobe wrote the colours, no comment."""
    if 0xE0 <= marker <= 0xEF:
        return marker == 0xEE and segment[4:9] == b"Adobe"
    return marker != 0xFE


def _segments(data: bytes) -> Iterator[tuple[int, bytes]]:
    """Each marker with its segment, the pixels with the header of their scan; up to the end of the first picture."""
    place = 2
    if data[:2] != b"\xff\xd8":
        raise ValueError("no picture")
    while True:
        while data[place] == 0xFF and data[place + 1] == 0xFF:
            place += 1
        if data[place] != 0xFF:
            raise ValueError("no marker")
        marker = data[place + 1]
        if marker == 0xD9:
            yield marker, data[place : place + 2]
            return
        end = place + 2 if marker in _LONE else place + 2 + int.from_bytes(data[place + 2 : place + 4])
        if marker == 0xDA:
            end = _end_of_scan(data, end)
        yield marker, data[place:end]
        place = end


def _end_of_scan(data: bytes, place: int) -> int:
    """Where the pixels of a scan end: at the next marker that is neither a stuffed byte nor a restart."""
    while True:
        place = data.index(b"\xff", place)
        if data[place + 1] != 0 and data[place + 1] not in _LONE and data[place + 1] != 0xFF:
            return place
        place += 1 if data[place + 1] == 0xFF else 2


def _turn_of(tiff: bytes) -> int:
    """Which side is up (1 to 8); 0 where it is not said."""
    order = {b"II": "<", b"MM": ">"}.get(tiff[:2])
    if order is None or len(tiff) < 10:
        return 0
    (place,) = struct.unpack_from(f"{order}I", tiff, 4)
    if place + 2 > len(tiff):
        return 0
    (count,) = struct.unpack_from(f"{order}H", tiff, place)
    for number in range(min(count, (len(tiff) - place - 2) // 12)):
        tag, _kind, _count, value = struct.unpack_from(f"{order}HHIH", tiff, place + 2 + 12 * number)
        if tag == _TURNED:
            return value if 1 <= value <= 8 else 0
    return 0


def _turn(side: int) -> bytes:
    """A segment that says which side is up and nothing more."""
    tiff = struct.pack(">2sHIHHHIHHI", b"MM", 42, 8, 1, _TURNED, 3, 1, side, 0, 0)
    return struct.pack(">HH6s", 0xFFE1, len(tiff) + 8, b"Exif\x00\x00") + tiff


def _gif(data: bytes) -> tuple[int, int, bytes]:
    if data[:6] not in (b"GIF87a", b"GIF89a"):
        raise ValueError("no picture")
    size = struct.unpack_from("<HH", data, 6)
    place = 13 + _colours(data[10])
    parts = [data[:place]]
    while data[place] != 0x3B:
        start = place
        if data[place] == 0x2C:
            end = _end_of_blocks(data, place + 11 + _colours(data[place + 9]))
            parts.append(data[start:end])
        elif data[place] == 0x21:
            end = _end_of_blocks(data, place + 2)
            if data[place + 1] == 0xF9 or data[place + 3 : place + 14] == b"NETSCAPE2.0":
                parts.append(data[start:end])
        else:
            raise ValueError("no block")
        place = end
    return *size, b"".join([*parts, b"\x3b"])


def _colours(flags: int) -> int:
    return 3 << ((flags & 7) + 1) if flags & 0x80 else 0


def _end_of_blocks(data: bytes, place: int) -> int:
    while data[place]:
        place += data[place] + 1
    return place + 1


def _webp(data: bytes) -> tuple[int, int, bytes]:
    if data[:4] != b"RIFF" or data[8:12] != b"WEBP":
        raise ValueError("no picture")
    end, place, parts, size = 8 + int.from_bytes(data[4:8], "little"), 12, [], (0, 0)
    if end > len(data):
        raise ValueError("cut off")
    while place + 8 <= end:
        name, length = struct.unpack_from("<4sI", data, place)
        whole = data[place : place + 8 + length + length % 2]
        if len(whole) < 8 + length:
            raise ValueError(name)
        if name == b"VP8X":
            whole = whole[:8] + bytes([whole[8] & ~_WEBP_NOTES]) + whole[9:]
        size = size if any(size) else _webp_size(name, whole)
        if name in _WEBP_KEPT:
            parts.append(whole)
        place += len(whole)
    body = b"".join([b"WEBP", *parts])
    return *size, b"RIFF" + struct.pack("<I", len(body)) + body


def _webp_size(name: bytes, whole: bytes) -> tuple[int, int]:
    if name == b"VP8X":
        return 1 + int.from_bytes(whole[12:15], "little"), 1 + int.from_bytes(whole[15:18], "little")
    if name == b"VP8 ":
        width, height = struct.unpack_from("<HH", whole, 14)
        return width & 0x3FFF, height & 0x3FFF
    if name == b"VP8L":
        bits = int.from_bytes(whole[9:13], "little")
        return 1 + (bits & 0x3FFF), 1 + (bits >> 14 & 0x3FFF)
    return 0, 0


_KINDS = {"png": _png, "jpeg": _jpeg, "gif": _gif, "webp": _webp}
