"""The ways of the steps of a vote: those who sit for their organisation, and the vendor that consents."""

from django.utils import timezone

from tests.processes.change import places as at
from tests.tickets.way import Way
from tickets.models import Ballot


def open_now() -> Ballot:
    """The vote of the change managers on a minor change, just opened."""
    ticket = at.planned(at.assessing("normal_minor"))
    now = timezone.now()
    ticket = at.take(ticket, "to_minor", at.lead(), at=now, risk_level="low", vote_deadline=at.ahead(days=10))
    return of(ticket, "minor")


def with_consent() -> Ballot:
    """The vote of the CAB on a change that the vendor is to carry out."""
    ticket = at.regions_say_yes(at.change("regional_review", vendor_works=True))
    now, until = timezone.now(), at.ahead(days=30)
    return of(at.take(ticket, "regional_passed", at.lead(), at=now, vote_deadline=until), "cab")


def of(ticket, stage: str) -> Ballot:
    found = at.ballot(ticket, stage)
    found.ticket = ticket
    return found


APPROVED = {"vote": "approve"}
WAYS = {
    Ballot: {
        "vote": Way(open_now, at.region_lead, APPROVED),
        "consent": Way(with_consent, at.vendor_lead, APPROVED),
        "declare_conflict": Way(open_now, at.region_lead, {"vote_reason": "Min bror säljer den."}),
    },
}
ALONG = {Ballot: {"open", "vote_by_telephone", "remind", "settle", "pass", "fail", "void", "expire"}}
