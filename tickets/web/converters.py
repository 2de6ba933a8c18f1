"""What a ticket's number looks like in an address: `<number:…>`."""

from django.urls import register_converter


class Number:
    """A ticket's number, in capitals or not: INC-2026-000123."""

    regex = "[A-Za-z]+-[A-Za-z0-9-]+"

    def to_python(self, value: str) -> str:
        return value.upper()

    def to_url(self, value: str) -> str:
        return value


def register() -> None:
    """Make it known to addresses; called once, when the app is ready."""
    register_converter(Number, "number")
