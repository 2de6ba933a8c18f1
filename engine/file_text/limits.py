"""How much of a file is read, and what a damaged one may raise. What is beyond counts as unread, or is refused."""

import struct
import zipfile
import zlib
from xml.etree.ElementTree import ParseError

from django.conf import settings
from pypdf.errors import PyPdfError

MAX_PIXELS = 60_000_000  # a picture takes four bytes a pixel in whoever looks at it
MAX_TEXT = 5_000_000  # characters
MAX_PAGES = 300
MAX_OBJECTS = 200_000  # numbered ones of a PDF
MAX_PAGE_BYTES = 5_000_000  # of drawing instructions on one page
MAX_CELLS = 500_000
MAX_PARTS = 2_000  # files inside an office document
MAX_PART_BYTES = 40 * 1024 * 1024
MAX_UNPACKED_BYTES = 120 * 1024 * 1024
MAX_RATIO = 200  # unpacked to packed, of a part that is large at all
LARGE_PART_BYTES = 1024 * 1024


def max_bytes() -> int:
    """The size of the largest file that is taken, as the installation has set it."""
    return settings.ATTACHMENT_MAX_MB * 1024 * 1024


# What the readers of others let through when a file breaks its own rules; tried with thousands of broken files.
DAMAGED = (
    ArithmeticError,
    AssertionError,
    AttributeError,
    EOFError,
    LookupError,
    OSError,
    ParseError,
    PyPdfError,
    RuntimeError,
    TypeError,
    ValueError,
    struct.error,
    zipfile.BadZipFile,
    zlib.error,
)
