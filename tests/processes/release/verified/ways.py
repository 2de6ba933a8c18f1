"""How an incident that was asked about is answered; merged into the ways of incidents."""

from django.utils import timezone

from tests import parties
from tests.cases import fresh
from tests.tickets import places
from tests.tickets.way import Way
from tickets.models import IncidentDetail


def asked(**data):
    """An incident of the region that a release may have mended."""
    made = places.incident(**data)
    IncidentDetail.objects.filter(ticket_id=made.pk).update(fault_asked_at=timezone.now())
    return fresh(made.pk)


ON_INCIDENTS = {"fault_remains": Way(asked, parties.desk), "fault_is_gone": Way(asked, parties.desk)}
ALONG_ON_INCIDENTS = {"ask_if_fault_remains"}
