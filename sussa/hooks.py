"""What an address that the program posts to must be like, asked when the settings are read."""

import base64
import binascii
from urllib.parse import urlsplit

from django.core.exceptions import ImproperlyConfigured

SHORTEST_KEY = 24  # bytes
HERE = ("127.0.0.1", "localhost", "::1")


def demand_safe(url: str, secret: str) -> None:
    """Nothing where no address is set. Raises ImproperlyConfigured with a sentence that says what to do."""
    if not url:
        return
    there = urlsplit(url)
    if there.scheme != "https" and not (there.scheme == "http" and there.hostname in HERE):
        raise ImproperlyConfigured("SMS_HOOK_URL must begin with https://, or be an http:// address on this machine.")
    try:
        key = base64.b64decode(secret, validate=True)
    except binascii.Error:
        key = b""
    if len(key) < SHORTEST_KEY:
        raise ImproperlyConfigured(
            "SMS_HOOK_URL is set: set SMS_HOOK_SECRET to the secret that the gateway shares "
            "(base64, for example: openssl rand -base64 32)."
        )
