"""E-mail, through the mail backend of the settings."""

import re
from urllib.parse import urlsplit

from django.conf import settings
from django.core.mail import EmailMultiAlternatives

from outbox.channels.html import as_html
from outbox.models import Message
from outbox.rendering import Rendered

_LONGEST_SUBJECT = 200  # characters
_NOT_IN_AN_ID = re.compile(r"[^A-Za-z0-9_:-]")


def send(message: Message, rendered: Rendered) -> None:
    """Sends one mail, as text and the same as HTML; errors of the mail backend pass through.

    Its Message-ID comes from the dedupe key, so that a mail sent twice is seen as one by the receiving side,
    and Auto-Submitted keeps absence notices from answering.
    """
    subject = " ".join(rendered.subject.split())[:_LONGEST_SUBJECT]
    mail = EmailMultiAlternatives(
        subject=subject,
        body=rendered.body_text,
        to=[message.recipient.email if message.recipient else message.address],
        headers={
            "Message-ID": message_id(message.dedupe_key),
            "Auto-Submitted": "auto-generated",
            "X-Auto-Response-Suppress": "All",
        },
    )
    language = (message.recipient.language if message.recipient else "") or settings.LANGUAGE_CODE
    mail.attach_alternative(as_html(subject, rendered.body_text, language=language), "text/html")
    mail.send()


def message_id(dedupe_key: str) -> str:
    """The key as a Message-ID: the same for the same key, and different for different ones."""
    left = _NOT_IN_AN_ID.sub(lambda found: f"={ord(found[0]):x}=", dedupe_key).replace(":", "/")
    return f"<{left}@{urlsplit(settings.PUBLIC_URL).hostname or 'localhost'}>"
