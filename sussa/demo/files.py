"""Small files for the demo's cases, made in memory: text, tables and a drawn window instead of a real screen."""

from __future__ import annotations

import struct
import zlib

from django.core.files.uploadedfile import SimpleUploadedFile

WIDTH, HEIGHT = 480, 270
GROUND, WINDOW, BAR, LINE, ALARM = (b"\xd9\xe1\xe4", b"\xff\xff\xff", b"\x1f\x5f\x6b", b"\xb9\xc4\xc8", b"\xa4\x26\x2c")


def made_file(name: str, content) -> SimpleUploadedFile:
    """The file as a browser would send it. `content` is its text, or {"picture": number of rows to draw}."""
    data = picture(content["picture"]) if isinstance(content, dict) else content.encode()
    return SimpleUploadedFile(name, data)


def picture(rows: int) -> bytes:
    """A PNG of a window with a title bar, a warning and `rows` lines of something unreadable."""
    canvas = [bytearray(GROUND * WIDTH) for _ in range(HEIGHT)]
    _fill(canvas, 30, 24, 420, 222, WINDOW)
    _fill(canvas, 30, 24, 420, 26, BAR)
    _fill(canvas, 46, 64, 388, 22, ALARM)
    for row in range(min(rows, 8)):
        _fill(canvas, 46, 102 + row * 18, 388 - (row * 67) % 190, 8, LINE)
    packed = zlib.compress(b"".join(b"\x00" + bytes(line) for line in canvas), 9)
    header = struct.pack(">2I5B", WIDTH, HEIGHT, 8, 2, 0, 0, 0)
    parts = (_chunk(b"IHDR", header), _chunk(b"IDAT", packed), _chunk(b"IEND", b""))
    return b"\x89PNG\r\n\x1a\n" + b"".join(parts)


def _fill(canvas: list[bytearray], left: int, top: int, width: int, height: int, colour: bytes) -> None:
    for line in canvas[top : top + height]:
        line[left * 3 : (left + width) * 3] = colour * width


def _chunk(kind: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
