"""Telling of delegations: the giver and the receiver, as each has chosen, but not whoever took the step."""

from __future__ import annotations

from django.conf import settings
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from outbox import rendering
from outbox.enqueue import enqueue
from outbox.models import Message
from outbox.rendering import Rendered
from roles import delegating
from roles.actor import Actor
from roles.models import Delegation
from tickets import fanout, telling_people
from tickets.models import Notice
from tickets.tell import CHANNEL

TELL = "roles.delegation.tell"
KIND = "roles.delegation"
WORDS = {
    "proposed": gettext_lazy("%(giver)s asks %(receiver)s to stand in"),
    "accepted": gettext_lazy("%(receiver)s has accepted to stand in for %(giver)s"),
    "declined": gettext_lazy("%(receiver)s has declined to stand in for %(giver)s"),
    "withdrawn": gettext_lazy("%(giver)s has taken the offer to %(receiver)s back"),
    "ended": gettext_lazy("%(receiver)s no longer stands in for %(giver)s"),
}


def register() -> None:
    """Make the kinds known to the outbox, and the telling to those who change delegations; called once."""
    fanout.register(TELL, open_up)
    rendering.register_renderer(KIND, render)
    if tell not in delegating.TOLD:
        delegating.TOLD.append(tell)


def tell(row: Delegation, what: str, actor: Actor) -> None:
    """One message, opened up by the worker. Needs the transaction of the change."""
    enqueue(
        [
            Message(
                kind=TELL,
                channel=CHANNEL,
                address="delegation",
                subject_type="roles.delegation",
                subject_id=row.pk,
                payload={"what": str(what), "by": actor.person_id},
                dedupe_key=f"delegation:{row.pk}:{what}",
            )
        ]
    )


def open_up(message: Message) -> None:
    """A line in the list, a mail or both for each of the two who did not do it."""
    row, what = Delegation.objects.get(pk=message.subject_id), message.payload["what"]
    meant = {pk: telling_people.Meant() for pk in {row.giver_id, row.receiver_id} - {message.payload["by"]}}
    for one in meant.values():
        one.by("stand_in_offer" if what == "proposed" else "stand_in")
    telling_people.write(
        meant,
        notice=lambda pk: Notice(delegation=row, what=what),
        mail=lambda pk: _mail(message, pk),
        more=[],
    )


def _mail(message: Message, user_id: int) -> Message:
    return Message(
        kind=KIND,
        recipient_id=user_id,
        subject_type=message.subject_type,
        subject_id=message.subject_id,
        payload={"what": message.payload["what"]},
        dedupe_key=f"{message.dedupe_key}:user:{user_id}",
    )


def words(row: Delegation, what: str) -> str:
    """What happened, in the reader's language."""
    return str(WORDS[what]) % {"giver": row.giver, "receiver": row.receiver}


def render(message: Message) -> Rendered | None:
    """The words for its recipient, as the delegation is now; None for anybody but the two."""
    row = Delegation.objects.select_related("giver", "receiver", "role", "organisation").get(pk=message.subject_id)
    if message.recipient_id not in (row.giver_id, row.receiver_id):
        return None
    facts = {
        "what": f"{row.role.label}, {row.organisation.name}" if row.role else _("all roles"),
        "first": date_format(row.first_day),
        "last": date_format(row.last_day),
        "where": f"{settings.PUBLIC_URL}{reverse('roles:delegations')}",
    }
    body = _("%(what)s, from %(first)s through %(last)s.\n\nRead and answer it here: %(where)s\n") % facts
    return Rendered(words(row, message.payload["what"]), body)
