"""How each rule of a quote is broken, in memory."""

from datetime import timedelta
from types import SimpleNamespace

from django.utils import timezone

from tests.processes.breaking import data
from tickets.processes.service_request import signing
from tickets.processes.service_request.quoting.parties import APPROVER


def over(context) -> None:
    context.root.latest_quote().valid_until = timezone.localdate(context.at) - timedelta(days=1)


def nobody_able(context) -> None:
    context.root.__dict__["_able"] = []


def another_able(context) -> None:
    context.root.__dict__["_able"] = [SimpleNamespace(user_id=-1, user="Kim Öberg")]


def signed(context) -> None:
    digest = signing.digest_of(context.root, "quote")
    made = signing.OrderSign(purpose="quote", party=APPROVER.key, person=context.actor.person, digest=digest)
    context.root.signs().append(made)


def of_another(context) -> None:
    """The support organisation carries it out."""
    context.root.detail().fulfiller = "support"


SPOILED = {
    "quote_is_asked_of": (of_another, "quote_not_asked", ""),
    "quote_is_valid_ahead": (
        lambda context: data(quote_valid_until=timezone.localdate(context.at) - timedelta(days=1))(context),
        "quote_ends_before",
        "quote_valid_until",
    ),
    "allocation_is_100_percent": (
        data(allocation_key="custom", allocation_shares=[]), "not_the_whole", "allocation_shares"
    ),
    "quote_still_valid": (over, "quote_has_ended", ""),
    "decides_on_quote": (nobody_able, "other_party_decides", ""),
    "within_limit_of_quote": (another_able, "above_limit", ""),
    "may_sign_quote": (signed, "signed_already", ""),
    "parties_as_divided": (data(allocation_key="equal"), "other_party_decides", "allocation_key"),
}  # fmt: skip
BY_WHO: dict = {}
