"""Which level a grant gives an actor on one ticket, for those who do not read it by its columns."""

from django.db.models import Q
from django.utils import timezone

from tickets import codes
from tickets.models.scope import Readable

ORDER = [codes.GrantLevel.VIEW, codes.GrantLevel.COMMENT, codes.GrantLevel.WORK]


def level_of(ticket, actor) -> str:
    """The highest granted level; "" when no grant names the actor and the ticket is read by its columns.

    A grant of the level `work_ticket` counts also for who reads the ticket anyway: it lets a named expert of
    another organisation work on it.
    """
    from tickets.models import TicketGroupGrant, TicketUserGrant
    from tickets.models import ticket as tickets

    if actor.is_system or ticket.pk is None:
        return ""
    alive = Q(expires_at=None) | Q(expires_at__gt=timezone.now())
    users = TicketUserGrant.objects.filter(alive, content_object_id=ticket.pk, user_id=actor.person_id)
    groups = TicketGroupGrant.objects.filter(alive, content_object_id=ticket.pk, group_id__in=actor.group_ids)
    codenames = users.values_list("permission__codename").union(groups.values_list("permission__codename"))
    given = {name for (name,) in codenames}
    best = next((level for level in reversed(ORDER) if level in given), "")
    if best in ("", codes.GrantLevel.WORK):
        return best
    rows = tickets.Ticket.objects.unscoped("the other half of the scope").filter(pk=ticket.pk)
    return "" if rows.filter(Readable(actor, exceptions=False)).exists() else best
