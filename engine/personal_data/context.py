"""Words around a number that say what it is."""

import re
from bisect import bisect_left
from functools import cached_property

from engine.personal_data.normalise import normalise

REACH = 40  # characters between a word and a number that still belong together

_NOT_LETTER_BEFORE = r"(?<![A-ZÅÄÖ])"
_NOT_LETTER_AFTER = r"(?![A-ZÅÄÖ])"
_STRONG = (
    r"(?:PNR|P-NR|PERSNR|PERS\.? ?NR|PERSON[-_ ]?NR|PERSON[-_ ]?N(?:UMMER|UMRET|UMREN)[A-Z]{0,4}"
    r"|PERSONAL[-_ ]?(?:IDENTITY[-_ ]?)?NUMBER|SSN|PATIENT[-_ ]?ID[A-Z]{0,2}"
    r"|SAMORDNINGSN(?:UMMER|UMRET|R)[A-Z]{0,3}|SAMNR|RESERVN(?:UMMER|UMRET|R)[A-Z]{0,3}|RESERVID)"
)
_WEAK = r"(?:PATIENT(?:EN|ER|ERNA)?S?|PAT|PID|F[ÖO]DD[AE]?|F[ÖO]DELSENUMMER)"
_WORDS = re.compile(rf"{_NOT_LETTER_BEFORE}(?:(?P<strong>{_STRONG})|{_WEAK}){_NOT_LETTER_AFTER}")
_STRONG_BEFORE = re.compile(rf"{_NOT_LETTER_BEFORE}{_STRONG}(?:[^0-9A-ZÅÄÖ]{{0,6}}|\s?ÄR\s?)$")
_GLUED = re.compile(rf"{_NOT_LETTER_BEFORE}(?:{_STRONG}|{_WEAK})-?$")
_TELEPHONE = r"TEL|TFN|MOBIL|RING|SMS|FAX|N[ÅA]S P[ÅA]|SVARAR P[ÅA]"
_PAPER = r"ORDER|BEST[ÄA]LLNING|FAKTURA|OCR|BANKGIRO|PLUSGIRO|ORG|KUND|ARTIKEL|ARTNR|SERIE|L[ÖO]PN|REMISS"
_CASE = r"[ÄA]RENDE|CASE|TICKET|REFERENS|REF|BUILD|VERSION|JOBB|PORT"
_OTHER_LABEL = re.compile(
    rf"{_NOT_LETTER_BEFORE}(?:{_TELEPHONE}|{_PAPER}|{_CASE})"
    r"[A-ZÅÄÖ.]{0,14}[ .]{0,2}(?:NR|NUMMER|ID)?[^0-9A-ZÅÄÖ]{0,4}$"
)
_MARK = re.compile(r"\[BORTTAGET: [A-ZÅÄÖ ]{1,40}\]")
_LOOK_BACK = 48  # the longest label with what may follow it


class Context:
    """The telling words of one normalised text, found once and asked for each number."""

    def __init__(self, text: str) -> None:
        # The words of a mark that stands for a number taken out speak of that number, not of the next.
        self.text = _MARK.sub(lambda found: " " * len(found[0]), text) if "[BORTTAGET" in text else text

    @cached_property
    def _spans(self) -> list[tuple[int, int]]:
        return [word.span() for word in _WORDS.finditer(self.text)]

    @cached_property
    def _starts(self) -> list[int]:
        return [start for start, _ in self._spans]

    def is_near(self, start: int, end: int) -> bool:
        """Whether a word for a person stands within forty characters before or after."""
        place = bisect_left(self._starts, start)
        before = place > 0 and start - self._spans[place - 1][1] <= REACH
        after = place < len(self._starts) and 0 <= self._starts[place] - end <= REACH
        return before or after

    def is_labelled(self, start: int) -> bool:
        """Whether a word for a personal number stands right before, as in `pnr: `."""
        return bool(_STRONG_BEFORE.search(self.text[max(0, start - _LOOK_BACK) : start]))

    def is_glued_label(self, start: int) -> bool:
        """Whether the letters that touch the number are a word for a person, as in `pnr1981…`."""
        return bool(_GLUED.search(self.text[max(0, start - _LOOK_BACK) : start]))

    def is_other_number(self, start: int) -> bool:
        """Whether the word right before names another kind of number: telephone, order, case."""
        return bool(_OTHER_LABEL.search(self.text[max(0, start - _LOOK_BACK) : start]))


def speaks_of_a_person(heading: str) -> bool:
    """Whether a heading of a column says that what stands under it belongs to a person."""
    return bool(_WORDS.search(normalise(heading).text))
