"""Personal and reserve numbers in free text: found, named to people without being repeated, taken out of logs."""

from engine.personal_data.detector import certain, detect_identifiers, has_certain, possible
from engine.personal_data.findings import Confidence, Finding
from engine.personal_data.scrub import HIDDEN, REMOVED, mark, scrub, scrubbed
from engine.personal_data.wording import CODE, CONFIRMATION, KIND_LABELS, REMINDER, kind_names, question, refusal

__all__ = [
    "CODE",
    "CONFIRMATION",
    "HIDDEN",
    "KIND_LABELS",
    "REMINDER",
    "REMOVED",
    "Confidence",
    "Finding",
    "certain",
    "detect_identifiers",
    "has_certain",
    "kind_names",
    "mark",
    "possible",
    "question",
    "refusal",
    "scrub",
    "scrubbed",
]
