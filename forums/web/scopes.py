"""The chair of the forum that decides on what a release contains: her row of the start page, and word of a proposal."""

from __future__ import annotations

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Exists, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from forums.chairs import CAPABILITY
from forums.models import Forum
from regions import directory
from roles.kept import AnyOf
from roles.models import RoleAssignment
from tickets import telling_whom
from tickets.balloting.opening import rule_for
from tickets.models import ReleaseDetail
from tickets.processes.release.codes import SCOPE_RULE
from tickets.processes.release.effects import DECIDERS
from tickets.web import start, turns

TURN = "decide_scope"


def warm() -> None:
    """Read what is kept, as the first page after a start does."""
    _forum()


def _forum() -> tuple[str, list[str]]:
    """The forum's slug and the roles that lead it; kept for half a minute."""

    def read():
        slug = rule_for(SCOPE_RULE, timezone.now()).forum
        chairs = Forum.objects.filter(slug=slug, collaboration__status="active").values_list("chairs", flat=True)
        return slug, list(chairs.first() or ())

    return directory.remembered((__name__, "forum"), read)


def _turns(actor) -> list:
    if not turns.places(actor, CAPABILITY):
        return []
    worn = RoleAssignment.objects.valid_on(timezone.localdate()).filter(
        user_id=actor.person_id, role__slug__in=_forum()[1], role__capabilities__capability=CAPABILITY
    )
    proposed = ReleaseDetail.objects.filter(Exists(worn), proposed_items__isnull=False)
    return [turns.Turn(TURN, Q(process="release") & Q(AnyOf("pk", ArraySubquery(proposed.values("ticket_id")))))]


def _row(ticket):
    step = "fix_scope" if ticket.state == "planning" else "rescope"
    url = reverse("forums:decide_step", args=[_forum()[0], ticket.number, step])
    why = _("A scope is proposed. Decide what the release contains.")
    act = start.Act(_("Decide"), url)
    return start.Row(ticket, url, start.titled(_("Decide on scope"), ticket), why, ticket.updated_at, [act])


def _deciders(ticket, event):
    """The people who lead the forum today."""
    rows = RoleAssignment.objects.valid_on(timezone.localdate()).filter(role__slug__in=_forum()[1])
    return rows.values_list("user_id", flat=True)


def add() -> None:
    turns.MORE_TURNS.append(_turns)
    start.MORE_ROWS[TURN] = _row


def register() -> None:
    """Let those who tell know who decides; called once, when the app is ready."""
    telling_whom.MORE_PERSONS[DECIDERS] = _deciders
