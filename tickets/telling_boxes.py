"""Function mailboxes among those who are told: which of them a group means, and the mail that each one is sent."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from outbox import mailboxes
from outbox.models import Mailbox, Message
from tickets import telling_ways

MAIL = "ticket.mailbox"


@dataclass(frozen=True)
class Reach:
    """Whoever wears, at one of these organisations, a role with one of the capabilities, or one of these roles."""

    organisations: frozenset[int]
    capabilities: frozenset[str] = frozenset()
    roles: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Worn:
    """A person whom a group means, by the roles at one organisation."""

    user_id: int
    organisation_id: int
    roles: frozenset[str]


class Boxes:
    """The open mailboxes at the places that a step tells; at most three queries, whatever they are.

    They `replace` nobody where they may not be able to read what the people can: they would be mailed nothing.
    """

    def __init__(self, organisation_ids: Iterable[int], *, team_id: int | None = None, replace: bool = True):
        ids = set(organisation_ids)
        self.opened = mailboxes.opened(ids) if ids else []
        self.team_id, self.replace = team_id, replace
        self.told: dict[int, Mailbox] = {}

    def tell(self, reach: Reach, category: str) -> list[Mailbox]:
        """Those that are told with the group, and remembered; each of them once."""
        found = [one for one in self.opened if category in one.kinds and self._is_meant(one, reach)]
        self.told |= {one.pk: one for one in found}
        return found

    def _is_meant(self, box: Mailbox, reach: Reach) -> bool:
        if box.organisation_id not in reach.organisations:
            return False
        if box.team_id is not None:
            return box.team_id == self.team_id
        if box.role_id is None:
            return True
        granted = {one.capability for one in box.role.capabilities.all()}
        return box.role.slug in reach.roles or bool(granted & reach.capabilities)

    def messages(self, message: Message, *, kind: str, key: str) -> list[Message]:
        """One mail to each that was told; `key` names the event."""
        return [
            Message(
                kind=kind,
                address=box.address,
                subject_type=message.subject_type,
                subject_id=message.subject_id,
                event_id=message.event_id,
                payload=message.payload | {"mailbox": box.pk},
                dedupe_key=f"{key}:mailbox:{box.pk}",
            )
            for box in self.told.values()
        ]


def is_replaced(worn: Worn, boxes: Iterable[Mailbox], category: str) -> bool:
    """Whether one of these mailboxes is mailed instead of the person; never of what must be heard."""
    if telling_ways.CATEGORIES[category].why_always:
        return False
    return any(box.replaces_people and _covers(box, worn) for box in boxes)


def _covers(box: Mailbox, worn: Worn) -> bool:
    if box.organisation_id != worn.organisation_id:
        return False
    if box.team_id is not None:
        return any(member.user_id == worn.user_id for member in box.team.members.all())
    return box.role is None or box.role.slug in worn.roles


def open_box(message: Message) -> Mailbox | None:
    """The mailbox that the message is for, while it is open."""
    rows = Mailbox.objects.filter(pk=message.payload.get("mailbox"), closed_at=None)
    return rows.select_related("role", "organisation").first()
