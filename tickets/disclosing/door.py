"""What the pages make of a disclosure, for every door and rule: they know how a case reads in people's words."""

from collections.abc import Callable

_MADE: dict[str, Callable] = {}


def made_by_pages(*functions: Callable) -> None:
    """Register each under its own name."""
    _MADE.update({function.__name__: function for function in functions})


def package_of(ticket, actor, row):
    """An open file with the ZIP of the decision `row`, as `actor` reads the case now."""
    return _MADE["package_of"](ticket, actor, row)


def lines_not_found(ticket, actor, words: str) -> list[int]:
    """The lines of `words` that stand nowhere in the case as `actor` reads it: nothing would be masked."""
    return _MADE["lines_not_found"](ticket, actor, words)


def files_holding(ticket, actor, words: str) -> list:
    """The files in whose text one of the `words` stands; what cannot be read, as a picture, is not among them."""
    return _MADE["files_holding"](ticket, actor, words)
