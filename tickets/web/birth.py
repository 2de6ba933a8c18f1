"""A case on its way to be registered: under which hat, what stands in its way, and the registration itself.

Nothing is kept between the steps of a form: what was typed travels in the page, and is checked here each time.
"""

from __future__ import annotations

from collections.abc import Mapping

from django.utils import timezone

from engine.context import Context
from engine.entitlement import hats_that_may
from engine.errors import Done, KeyReused, Reason, Refused
from engine.models import OnceKey
from engine.once import Once, fingerprint
from engine.perform import create, declared_step, perform, prepare
from engine.step import refusals, steps
from regions import directory
from roles.actor import Actor, Hat
from roles.web.answers import lacks
from tickets.models import Ticket
from tickets.processes import PROCESSES


def hats_to_register(process: str, actor: Actor) -> list[Hat]:
    """One hat for each organisation the actor may register for, the preferred one first.

    Raises PermissionDenied, naming the right that is missing, when there is none.
    """
    workflow = PROCESSES[process]
    declared = steps(workflow)[workflow.birth[0]]
    context = Context(subject=workflow(process=process), step=declared, actor=actor, at=timezone.now(), via="look")
    allowed, _reasons = hats_that_may(context)
    if not allowed:
        raise lacks(declared.rule.by[0].capability)
    preferred = actor.preferred_hat()
    ordered = sorted(allowed, key=lambda hat: hat != preferred)
    home = preferred.organisation.pk if preferred else None
    by_place = {}
    for hat in sorted(ordered, key=lambda hat: hat.organisation.pk != home):
        by_place.setdefault(hat.organisation.pk, hat)
    return list(by_place.values())


def owner_of(hat: Hat):
    """The organisation that will own what is registered under this hat; the support organisation for a vendor."""
    parent = directory.organisation(hat.organisation.pk).parent
    if hat.tier == "vendor":
        return directory.support_org()
    return parent if parent is not None and parent.tier == "region" else hat.organisation


def last_service(actor: Actor) -> int | None:
    """The service of the case the person registered last; one query."""
    mine = Ticket.objects.visible_to(actor).filter(reporter_id=actor.person_id).exclude(service=None)
    return mine.order_by("-updated_at").values_list("service_id", flat=True).first()


def draft(process: str, actor: Actor, pk: int) -> Ticket | None:
    """A registration of the actor's own that was begun elsewhere and not sent."""
    rows = Ticket.objects.visible_to(actor).filter(process=process, state="draft", reporter_id=actor.person_id)
    return rows.filter(pk=pk).first()


def faults(process: str, actor: Actor, hat: Hat, data: Mapping) -> list[Reason]:
    """Everything that would refuse the registration as it stands. Writes nothing."""
    workflow, at = PROCESSES[process], timezone.now()
    subject = workflow(process=process)
    asked_before: set[str] = set()
    for number, name in enumerate(workflow.birth, start=1):
        context = Context(
            subject=subject, step=declared_step(subject, name), actor=actor, at=at, via="web", source=subject.state
        )
        is_last = number == len(workflow.birth)
        known = {one.name for one in context.step.rule.inputs}
        taken = {key: one for key, one in data.items() if key in known or (is_last and key not in asked_before)}
        asked_before |= known
        try:
            prepare(context, taken, hat=hat.assignment_id)
        except Refused as refused:
            return _with_checks(context, list(refused.reasons))
        if not is_last:
            subject.fill(context)
            getattr(subject, context.step.method)()
            for effect in context.step.rule.does:
                effect(context)
    return []


def _with_checks(context: Context, found: list[Reason]) -> list[Reason]:
    """The faults, and what the step's checks say of the fields that are not at fault themselves: all at once."""
    named = {why.field for why in found}
    also = [why for why in refusals(context.step.rule.checks, context) if why.field not in named]
    return found + also


def register(process: str, actor: Actor, hat: Hat, data: Mapping, *, once: str, draft: Ticket | None = None) -> Ticket:
    """Register the case, or the draft that was begun, at most once per mark. Returns the ticket, also the second time.

    Opens the transaction. Raises Refused, and AlreadyRegistered when the mark stands for other words.
    """
    workflow = PROCESSES[process]
    key = Once(owner=f"web:{actor.user.pk}", key=once, fingerprint=fingerprint(process, hat.assignment_id, data))
    facts = {"actor": actor, "via": "web", "data": dict(data), "once": key}
    try:
        if draft is None:
            event = create(workflow, workflow.birth, hat=hat.assignment_id, process=process, **facts)
        else:
            event = perform(Ticket, draft.pk, workflow.birth[-1], version=draft.version, **facts)
    except KeyReused as reused:
        raise AlreadyRegistered(_registered_with(key, actor)) from reused
    if isinstance(event, Done):
        return _registered_with(key, actor)
    return event.ticket


def _registered_with(key: Once, actor: Actor) -> Ticket | None:
    outcome = OnceKey.objects.filter(owner=key.owner, key=key.key).values_list("outcome", flat=True).first() or {}
    return Ticket.objects.visible_to(actor).filter(pk=outcome.get("subject")).first()


class AlreadyRegistered(Exception):
    """The form's mark was used for a registration with other words; `ticket` is what came of it."""

    def __init__(self, ticket: Ticket | None):
        self.ticket = ticket
        super().__init__()
