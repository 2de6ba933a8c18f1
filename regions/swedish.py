"""Swedish alphabetical order (å, ä and ö after z), asked of the database.

The order does not lean on the database's own collation, which differs between installations.
"""

from django.db.models import F, Func, Value
from django.db.models.functions import Collate, Lower

# In byte order "{", "|" and "}" follow "z": they stand in for å, ä and ö.
_LETTERS = "åäöéèüæø"
_STAND_INS = "{|}eey|}"


def swedish_order(field: str) -> Collate:
    """An ordering expression over a text column: `queryset.order_by(swedish_order("name"))`."""
    translated = Func(Lower(F(field)), Value(_LETTERS), Value(_STAND_INS), function="translate")
    return Collate(translated, "C")
