"""Short messages, through the gateway that the installation names: one POST each, which says what it is and for whom.

Signed as Standard Webhooks ask, so that the gateway knows that it comes from here. Whom it reaches is the gateway's.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import time
import urllib.request
from http.client import HTTPMessage
from typing import IO

from django.conf import settings

from outbox.models import Message
from outbox.rendering import Rendered

TIMEOUT_S = 10


class _NoWayRound(urllib.request.HTTPRedirectHandler):
    """What is sent goes where the setting says and nowhere else: a redirect is an error."""

    def redirect_request(
        self, req: urllib.request.Request, fp: IO[bytes], code: int, msg: str, headers: HTTPMessage, newurl: str
    ) -> None:
        return None


def send(message: Message, rendered: Rendered) -> None:
    """POST the words, which are JSON. Anything but 2xx within ten seconds raises, and is tried again."""
    body, at = rendered.body_text.encode(), str(int(time.time()))
    request = urllib.request.Request(  # noqa: S310 https or this machine: the settings demand it
        settings.SMS_HOOK_URL,
        data=body,
        headers={
            "Content-Type": "application/json",
            "Idempotency-Key": message.dedupe_key,
            "Webhook-Id": message.dedupe_key,
            "Webhook-Timestamp": at,
            "Webhook-Signature": signature(settings.SMS_HOOK_SECRET, message.dedupe_key, at, body),
        },
    )
    with urllib.request.build_opener(_NoWayRound).open(request, timeout=TIMEOUT_S):
        pass


def signature(secret: str, key: str, at: str, body: bytes) -> str:
    """`v1,` and the HMAC-SHA256 of key, time and body, in base64; the secret is base64, too."""
    signed = hmac.new(base64.b64decode(secret), f"{key}.{at}.".encode() + body, hashlib.sha256)
    return f"v1,{base64.b64encode(signed.digest()).decode()}"
