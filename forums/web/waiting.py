"""The rows of the start page for who leads a forum: votes that are over, and wait for its decision."""

from __future__ import annotations

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import BooleanField, Exists, F, Func, OuterRef, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from forums import reading
from forums.chairs import CAPABILITY
from forums.models import Forum
from roles.kept import AnyOf
from roles.models import RoleAssignment
from tickets.balloting.reading import NARROWS, awaits_decision
from tickets.models import Ballot
from tickets.web import start, turns

TURN = "decide"


def _turns(actor) -> list:
    if not turns.places(actor, CAPABILITY):
        return []
    return [turns.Turn(TURN, Q(AnyOf("pk", ArraySubquery(_waiting(actor).values("ticket_id")))))]


def _waiting(actor):
    """The votes that wait for a forum that this person leads today."""
    worn = RoleAssignment.objects.valid_on(timezone.localdate()).filter(
        user_id=actor.person_id, role__capabilities__capability=CAPABILITY
    )
    leads = Func(OuterRef("chairs"), F("role__slug"), function="jsonb_exists", output_field=BooleanField())
    led = Forum.objects.filter(Exists(worn.filter(leads)))
    return Ballot.objects.unscoped(NARROWS).filter(awaits_decision(), forum__in=led.values("slug"))


def _makers(tickets, actor):
    """The rows of cases to decide on, each with what the votes came to; one query for all."""
    rows = _waiting(actor).filter(ticket_id__in=[one.pk for one in tickets])
    ballots = {one.ticket_id: one for one in rows.order_by("pk")}

    def row(ticket):
        one = ballots[ticket.pk]
        why = _("%(forum)s: %(result)s. Take the decision.") % {
            "forum": reading.name_of(one.forum),
            "result": one.state_label(),
        }
        url = reverse("forums:decide", args=[one.forum, ticket.number])
        title = start.titled(_("Decide"), ticket)
        return start.Row(ticket, url, title, why, one.closed_at, [start.Act(_("Decide"), url)])

    return row


def add() -> None:
    # Before what a process says of the same case, in whatever order the pages are read.
    turns.MORE_TURNS.insert(0, _turns)
    start.MORE_MAKERS[TURN] = _makers
