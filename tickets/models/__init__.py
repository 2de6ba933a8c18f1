from tickets.models.attachment import Attachment
from tickets.models.details import IncidentDetail
from tickets.models.event import Event
from tickets.models.grant import TicketGroupGrant, TicketUserGrant
from tickets.models.handoff import Handoff
from tickets.models.ledger import LedgerRow
from tickets.models.leg import RegionLeg
from tickets.models.link import Link, Task, Watch
from tickets.models.note import Note
from tickets.models.number import NumberSeries
from tickets.models.reading import Reading
from tickets.models.text import TextVersion
from tickets.models.ticket import Ticket

__all__ = [
    "Attachment",
    "Event",
    "Handoff",
    "IncidentDetail",
    "LedgerRow",
    "Link",
    "Note",
    "NumberSeries",
    "Reading",
    "RegionLeg",
    "Task",
    "TextVersion",
    "Ticket",
    "TicketGroupGrant",
    "TicketUserGrant",
    "Watch",
]
