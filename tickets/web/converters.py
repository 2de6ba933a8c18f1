"""What a ticket's number looks like in an address: importing this makes `<number:…>` known."""

from django.urls import register_converter


class Number:
    """A ticket's number, in capitals or not: INC-2026-000123."""

    regex = "[A-Za-z]+-[A-Za-z0-9-]+"

    def to_python(self, value: str) -> str:
        return value.upper()

    def to_url(self, value: str) -> str:
        return value


register_converter(Number, "number")
