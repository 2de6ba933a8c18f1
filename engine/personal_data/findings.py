"""What the detector reports: where, what kind, and how sure; never the number itself."""

from dataclasses import dataclass
from typing import Literal

Confidence = Literal["certain", "possible", "hint"]

PERSONAL_NUMBER = "personnummer"
COORDINATION_NUMBER = "samordningsnummer"
NATIONAL_RESERVE = "nationellt reservid"
LOCAL_RESERVE = "lokalt reservid"
INTERIM_NUMBER = "interimsnummer"
NAMED_PATIENT = "patientnamn"

CERTAIN: Confidence = "certain"
POSSIBLE: Confidence = "possible"
HINT: Confidence = "hint"
RANK: dict[Confidence, int] = {CERTAIN: 0, POSSIBLE: 1, HINT: 2}


@dataclass(frozen=True, slots=True)
class Finding:
    """One identifier in a text: `start` and `end` are offsets in the text as it was given."""

    kind: str
    confidence: Confidence
    start: int
    end: int
