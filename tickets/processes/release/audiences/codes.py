"""Whom release notes are written for, each in words of their own."""

from __future__ import annotations

from django.db.models import TextChoices
from django.utils.translation import pgettext_lazy

from tickets import codes


class Reader(TextChoices):
    CLINIC = "clinic", pgettext_lazy("release notes", "Clinical staff")
    SUPPORT = "support", pgettext_lazy("release notes", "Support and IT")
    MANAGEMENT = "management", pgettext_lazy("release notes", "Management")
    VENDOR = "vendor", pgettext_lazy("release notes", "The vendor")


SLUGS = {"vard": Reader.CLINIC, "support": Reader.SUPPORT, "ledning": Reader.MANAGEMENT, "leverantor": Reader.VENDOR}
DRAFT = codes.Circle.SUPPORT  # a draft is read where it is written, and nowhere else
PUBLISHED = (codes.Audience.CUSTOMER, codes.Audience.ALL)


def field_of(reader: Reader | str) -> str:
    """The name of the words, and of the input that asks for them."""
    return f"notes_{reader}"


FIELDS = {field_of(one): one for one in Reader}


def circle_of(reader: Reader | str) -> str:
    """Who reads them once they are published: what is written for the customer side is not the vendor's to read."""
    return codes.Audience.ALL if reader == Reader.VENDOR else codes.Audience.CUSTOMER
