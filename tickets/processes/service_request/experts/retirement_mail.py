"""Telling that a template is used no more, or is used again: the experts of its kind, and who waits for an order of it.

A mail names no template: its page does, for who may read it.
"""

from __future__ import annotations

from django.conf import settings
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from outbox import rendering
from outbox.enqueue import enqueue
from outbox.models import Message
from outbox.rendering import Rendered
from roles.actor import Actor, actor_for
from tickets import fanout, notices, telling_people
from tickets.balloting.codes import SeatKind
from tickets.balloting.seats import worn_at
from tickets.models import Notice, ServiceRequestDetail, TemplateRecord, TemplateRetirement, Ticket
from tickets.processes.service_request.experts.codes import TemplateKind
from tickets.tell import CHANNEL

TELL, KIND = "template.tell", "template.mail"
RETIRED, BACK = "retired", "back"
WHY = "delivery resolves the readers"


def register() -> None:
    """Make the kinds known to the outbox; called once, when the app is ready."""
    fanout.register(TELL, open_up)
    rendering.register_renderer(KIND, render)
    notices.MORE_THINGS["retirement"] = notices.Thing(
        "retirement__record__name_text", lambda one: (words(one.retirement, one.what), path_of(one.retirement))
    )


def tell(row: TemplateRetirement, what: str, actor: Actor) -> None:
    """One message, opened up by the worker. Needs the transaction of the change."""
    message = Message(
        kind=TELL,
        channel=CHANNEL,
        address="template",
        subject_type="tickets.templateretirement",
        subject_id=row.pk,
        payload={"what": what, "by": actor.person_id},
        dedupe_key=f"template:{row.pk}:{what}",
    )
    enqueue([message])


def open_up(message: Message) -> None:
    """A line in the list, a mail or both for each who uses it, but not for whoever did it."""
    row, what = _read(message), message.payload["what"]
    meant: dict[int, telling_people.Meant] = {}
    for pk in _experts(row):
        meant.setdefault(pk, telling_people.Meant()).by("ballot")
    for pk in _waiting(row):
        meant.setdefault(pk, telling_people.Meant()).by("mine")
    meant.pop(message.payload["by"], None)
    telling_people.write(
        meant,
        notice=lambda pk: Notice(retirement=row, what=what),
        mail=lambda pk: _mail(message, pk),
        more=[],
    )


def _read(message: Message) -> TemplateRetirement:
    rows = TemplateRetirement.objects.unscoped(WHY).select_related("record__name_text")
    return rows.get(pk=message.subject_id)


def _experts(row: TemplateRetirement) -> set[int]:
    """Who sits in the forum of its kind: in the regions that use it, and at the support organisation."""
    from tickets.processes.service_request.experts.retiring import seats

    places: dict[tuple[str, ...], set[int]] = {}
    for seat in seats(row.record, timezone.now()):
        uses = seat.organisations if seat.kind == SeatKind.CHAIRS else _that_use(row.record, seat.organisations)
        places.setdefault(tuple(word for group in seat.groups for word in group), set()).update(uses)
    return {worn.user_id for words, there in places.items() for worn in worn_at(there, words)}


def _that_use(record: TemplateRecord, organisations) -> set[int]:
    return {pk for pk in organisations if record.region_id in (None, pk)}


def _waiting(row: TemplateRetirement) -> set[int]:
    """Who ordered what is being carried out with it."""
    orders = ServiceRequestDetail.objects.filter(reuses_template_id=row.record_id).values("ticket_id")
    rows = Ticket.objects.unscoped(WHY).filter(pk__in=orders, closed_at=None)
    return set(rows.values_list("reporter_id", flat=True)) - {None}


def _mail(message: Message, user_id: int) -> Message:
    return Message(
        kind=KIND,
        recipient_id=user_id,
        subject_type=message.subject_type,
        subject_id=message.subject_id,
        payload={"what": message.payload["what"]},
        dedupe_key=f"{message.dedupe_key}:user:{user_id}",
    )


def path_of(row: TemplateRetirement) -> str:
    return reverse("tickets:template", args=[row.record.slug])


def words(row: TemplateRetirement, what: str, *, is_named: bool = True) -> str:
    """What happened, in the reader's language."""
    record = row.record
    name = (record.name_text.body if record.name_text_id else record.name) if is_named else ""
    said = {"kind": TemplateKind(record.kind).label, "name": name, "day": date_format(row.retires_on)}
    if what == BACK:
        return (_("%(kind)s: “%(name)s” is used as before") if name else _("%(kind)s: one is used as before")) % said
    if name:
        return _("%(kind)s: “%(name)s” is used no more from %(day)s") % said
    return _("%(kind)s: one is used no more from %(day)s") % said


def render(message: Message) -> Rendered | None:
    """The words for its recipient; None for who may not read the register any more."""
    row = _read(message)
    if not actor_for(message.recipient).is_customer_side:
        return None
    where = f"{settings.PUBLIC_URL}{path_of(row)}"
    body = _("Which one it is, and why, is read here: %(where)s\n") % {"where": where}
    return Rendered(words(row, message.payload["what"], is_named=False), body)
