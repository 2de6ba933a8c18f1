"""Pictures with what a camera and a program leave in them, made by hand, and files that are not what they seem."""

import struct
import zlib

PLACE = b"59.6099N 16.5448E Anna"  # where and who: must never be stored
PIXELS = b"pixlar"


def chunk(name: bytes, content: bytes) -> bytes:
    return struct.pack(">I", len(content)) + name + content + struct.pack(">I", zlib.crc32(name + content))


def png(*, width: int = 1, height: int = 1, notes: bool = True, behind: bytes = b"") -> bytes:
    head = struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)
    said = chunk(b"tEXt", b"Author\x00" + PLACE) + chunk(b"eXIf", exif()) + chunk(b"prVt", PLACE) if notes else b""
    pixels = chunk(b"IDAT", zlib.compress(b"\x00\x00"))
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + said + pixels + chunk(b"IEND", b"") + behind


def exif(*, turned: int = 6) -> bytes:
    """Which side is up and where it was taken, as TIFF."""
    entries = struct.pack("<HHIHH", 0x0112, 3, 1, turned, 0) + struct.pack("<HHII", 0x010E, 2, len(PLACE), 38)
    return struct.pack("<2sHIH", b"II", 42, 8, 2) + entries + struct.pack("<I", 0) + PLACE


def segment(marker: int, content: bytes) -> bytes:
    return struct.pack(">BBH", 0xFF, marker, len(content) + 2) + content


def jpeg(*, turned: int = 6, behind: bytes = b"") -> bytes:
    frame = struct.pack(">BHHBBBB", 8, 2, 3, 1, 1, 0x11, 0)
    scan = segment(0xDA, b"\x01\x01\x00\x00\x3f\x00") + PIXELS + b"\xff\x00\xff\xd0" + PIXELS
    return b"".join(
        [
            b"\xff\xd8",
            segment(0xE0, b"JFIF\x00\x01\x01\x01\x00\x48\x00\x48\x00\x00"),
            segment(0xE1, b"Exif\x00\x00" + exif(turned=turned)),
            segment(0xE1, b"http://ns.adobe.com/xap/1.0/\x00" + PLACE),
            segment(0xED, b"Photoshop 3.0\x00" + PLACE),
            segment(0xFE, PLACE),
            segment(0xDB, b"\x00" * 65),
            segment(0xC0, frame),
            scan,
            b"\xff\xd9",
            behind,
        ]
    )


def webp() -> bytes:
    def part(name: bytes, content: bytes) -> bytes:
        return name + struct.pack("<I", len(content)) + content + b"\x00" * (len(content) % 2)

    size = (0).to_bytes(3, "little")
    body = part(b"VP8X", b"\x2c\x00\x00\x00" + size + size) + part(b"VP8L", b"\x2f\x00\x00\x00\x00" + PIXELS)
    body += part(b"EXIF", exif()) + part(b"XMP ", PLACE)
    return b"RIFF" + struct.pack("<I", len(body) + 4) + b"WEBP" + body


def gif() -> bytes:
    picture = b"\x2c" + struct.pack("<HHHHB", 0, 0, 1, 1, 0) + b"\x02" + b"\x06" + PIXELS + b"\x00"
    comment = b"\x21\xfe" + bytes([len(PLACE)]) + PLACE + b"\x00"
    looped = b"\x21\xff\x0bNETSCAPE2.0\x03\x01\x00\x00\x00"
    return b"GIF89a" + struct.pack("<HHBBB", 1, 1, 0, 0, 0) + comment + looped + picture + b"\x3b" + PLACE
