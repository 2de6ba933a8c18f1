"""Mails about delegations: the giver and the receiver are both told of every step, the one who took it too."""

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
from roles.models import Delegation

KIND = "roles.delegation"
WORDS = {
    "proposed": gettext_lazy("%(giver)s asks %(receiver)s to stand in"),
    "accepted": gettext_lazy("%(receiver)s has accepted to stand in for %(giver)s"),
    "declined": gettext_lazy("%(receiver)s has declined to stand in for %(giver)s"),
    "withdrawn": gettext_lazy("%(giver)s has taken the offer to %(receiver)s back"),
    "ended": gettext_lazy("%(receiver)s no longer stands in for %(giver)s"),
}


def register() -> None:
    """Make the kind known to the outbox, and the mails to those who change delegations; called once."""
    rendering.register_renderer(KIND, render)
    if tell not in delegating.TOLD:
        delegating.TOLD.append(tell)


def tell(row: Delegation, what: str) -> None:
    """One message to each of the two. Needs the transaction of the change."""
    enqueue(
        Message(
            kind=KIND,
            recipient=person,
            subject_type="roles.delegation",
            subject_id=row.pk,
            payload={"what": str(what)},
            dedupe_key=f"delegation:{row.pk}:{what}:user:{person.pk}",
        )
        for person in (row.giver, row.receiver)
    )


def render(message: Message) -> Rendered | None:
    """The words for its recipient, as the delegation is now."""
    row = Delegation.objects.select_related("giver", "receiver", "role", "organisation").get(pk=message.subject_id)
    said = {"giver": row.giver, "receiver": row.receiver}
    subject = str(WORDS[message.payload["what"]]) % said
    facts = {
        "what": f"{row.role.label}, {row.organisation.name}" if row.role else _("all roles"),
        "first": date_format(row.first_day),
        "last": date_format(row.last_day),
        "where": f"{settings.PUBLIC_URL}{reverse('roles:delegations')}",
    }
    body = _("%(what)s, from %(first)s through %(last)s.\n\nRead and answer it here: %(where)s\n") % facts
    return Rendered(subject, body)
