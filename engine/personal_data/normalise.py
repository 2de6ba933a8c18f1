"""Text as the detector reads it, with the way back to where each character stood."""

import re
import unicodedata
from dataclasses import dataclass
from functools import lru_cache

_DROPPED = {"Cf", "Mn", "Me"}  # zero width, soft hyphen, direction marks, accents set apart, key caps
_ENTITIES = {
    "&NBSP;": " ",
    "&#160;": " ",
    "&#XA0;": " ",
    "&NDASH;": "-",
    "&MDASH;": "-",
    "&MINUS;": "-",
    "&#8209;": "-",
    "&#8211;": "-",
    "&#8722;": "-",
    "&#X2011;": "-",
    "&#X2013;": "-",
    "&SHY;": "",
    "&#173;": "",
    "&ZWJ;": "",
    "&ZWNJ;": "",
    "&#43;": "+",
    "&PLUS;": "+",
}


@dataclass(frozen=True, slots=True)
class Normalised:
    """`text` is upper case and plain; `origins[i]` is the place in the original of its character i.

    `origins` is None when every character kept its place.
    """

    text: str
    origins: list[int] | None

    def span(self, start: int, end: int) -> tuple[int, int]:
        """Where the characters start..end of the plain text stand in the original."""
        if self.origins is None:
            return start, end
        return self.origins[start], self.origins[end - 1] + 1


@lru_cache(maxsize=4096)
def plain(character: str) -> str:
    """One character as the detector reads it: possibly none, possibly several."""
    read = []
    for part in unicodedata.normalize("NFKC", character):
        category = unicodedata.category(part)
        if category in _DROPPED:
            continue
        if category == "Nd":
            read.append(str(unicodedata.decimal(part)))
        elif category == "Pd" or part == "\N{MINUS SIGN}":
            read.append("-")
        elif category == "Zs":
            read.append(" ")
        elif category in {"Zl", "Zp"}:
            read.append("\n")
        else:
            read.append(part.upper())
    return "".join(read)


def normalise(text: str) -> Normalised:
    """The text in upper case, NFKC, with plain digits, dashes and spaces and nothing invisible."""
    if text.isascii():
        return _without_entities(Normalised(text.upper(), None))
    foreign = {character: plain(character) for character in set(text) if not character.isascii()}
    table = {ord(old): new for old, new in foreign.items() if len(new) == 1 and new != old.upper()}
    moving = "".join(character for character, read in foreign.items() if len(read) != 1)
    if not moving:
        return _without_entities(Normalised((text.translate(table) if table else text).upper(), None))
    pieces: list[str] = []
    origins: list[int] = []
    for piece in re.finditer(f"[{re.escape(moving)}]|[^{re.escape(moving)}]+", text):
        if piece[0] in moving:
            pieces.append(foreign[piece[0]])
            origins += [piece.start()] * len(foreign[piece[0]])
        else:
            pieces.append((piece[0].translate(table) if table else piece[0]).upper())
            origins += range(piece.start(), piece.end())
    return _without_entities(Normalised("".join(pieces), origins))


def _without_entities(read: Normalised) -> Normalised:
    """Replaces the HTML entities that may stand inside a number pasted from a web page."""
    if "&" not in read.text or not any(entity in read.text for entity in _ENTITIES):
        return read
    characters: list[str] = []
    origins: list[int] = []
    place = 0
    while place < len(read.text):
        end = read.text.find(";", place, place + 8) + 1 if read.text[place] == "&" else 0
        replacement = _ENTITIES.get(read.text[place:end]) if end else None
        part, step = (read.text[place], 1) if replacement is None else (replacement, end - place)
        if part:
            characters.append(part)
            origins.append(place if read.origins is None else read.origins[place])
        place += step
    return Normalised("".join(characters), origins)
