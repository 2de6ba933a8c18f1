"""The rows of the start page for experts: an order to give an opinion on, and one that the coordinator decides on."""

from __future__ import annotations

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import CharField, Exists, F, OuterRef, Q, Value
from django.db.models.functions import Cast, Concat
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from roles.kept import AnyOf
from roles.models import RoleAssignment
from tickets.models import ExpertOpinion, TicketGroupGrant
from tickets.processes.service_request.experts.effects import READS
from tickets.processes.service_request.states import S
from tickets.web import addresses, start, turns

NARROWS = "only narrows what the reader reads"
REVIEWED = Q(process="service-request", state=S.EXPERT_REVIEW)
OPINION, DECISION = "expert_opinion", "expert_decision"


def _turns(actor) -> list:
    found = []
    if places := turns.places(actor, "request.opinion"):
        said = ExpertOpinion.objects.unscoped(NARROWS).filter(organisation_id__in=places, ticket_id=OuterRef("pk"))
        found.append(turns.Turn(OPINION, REVIEWED & _asked(actor, "request.opinion") & ~Q(Exists(said))))
    if turns.places(actor, "request.expert"):
        found.append(turns.Turn(DECISION, REVIEWED & _asked(actor, "request.expert")))
    return found


def _asked(actor, capability: str) -> Q:
    """The orders that the forum of a role of the person looks at: they are read by that role for this reason."""
    place, role = Cast(F("organisation_id"), CharField()), Cast(F("role__slug"), CharField())
    named = Concat(Value("hat:"), place, Value(":"), role, output_field=CharField())
    worn = RoleAssignment.objects.valid_on(timezone.localdate()).filter(
        user_id=actor.person_id, role__capabilities__capability=capability
    )
    worn = worn.annotate(group_name=named).filter(group_name=OuterRef("group__name"))
    given = TicketGroupGrant.objects.filter(Exists(worn), reason_code=READS)
    return Q(AnyOf("pk", ArraySubquery(given.values("content_object_id"))))


def _opinion(ticket):
    label = pgettext("row", "Give an opinion")
    url = addresses.step_of(ticket, "expert_opinion")
    why = _("The forum of your field decides on it. What does your region's expert say?")
    detail = reverse("tickets:detail", args=[ticket.number])
    return start.Row(ticket, detail, start.titled(label, ticket), why, ticket.updated_at, [start.Act(label, url)])


def _decisions(tickets, actor):
    """Each with how many have given an opinion; one query for all."""
    rows = ExpertOpinion.objects.unscoped(NARROWS).filter(ticket_id__in=[one.pk for one in tickets])
    given: dict[int, set[int]] = {}
    for ticket_id, organisation_id in rows.values_list("ticket_id", "organisation_id"):
        given.setdefault(ticket_id, set()).add(organisation_id)

    def row(ticket):
        count = len(given.get(ticket.pk, ()))
        why = ngettext(
            "%(count)d region has given its opinion. Take the forum's decision.",
            "%(count)d regions have given their opinion. Take the forum's decision.",
            count,
        ) % {"count": count}
        label, url = pgettext("row", "Decide on order"), reverse("tickets:detail", args=[ticket.number])
        return start.Row(ticket, url, start.titled(label, ticket), why, ticket.updated_at, [start.Act(label, url)])

    return row


def add() -> None:
    turns.MORE_TURNS.append(_turns)
    start.MORE_ROWS[OPINION] = _opinion
    start.MORE_MAKERS[DECISION] = _decisions
