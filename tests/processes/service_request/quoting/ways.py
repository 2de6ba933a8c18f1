"""For every step about quotes: where it is taken from, by whom and with what."""

from tests.processes.service_request import places as at
from tests.processes.service_request.quoting import places as quoted
from tests.tickets.way import Way

QUOTED = {
    "quote": Way(at.quoted_at_vendor, at.quoter, lambda subject: quoted.quote()),
    "quote_returned": Way(at.quoted_at_vendor, at.reviewer, {"reason": "Det ryms i avtalet."}),
    "allocate": Way(quoted.quoted, at.reviewer, {"allocation_key": "equal"}),
    "sign_quote": Way(quoted.quoted, at.approver, quoted.ALONE),
    "decline_quote": Way(quoted.quoted, at.approver, quoted.DECLINING),
}
PROGRAM = {"accept_quote"}
