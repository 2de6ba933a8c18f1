"""The one door: every change of every subject is taken here.

Order inside: lock, visible?, fresh?, may?, possible from this state?, fields, guards, the step
itself, and then in the same transaction the event, the ledger, due steps and messages.
"""

from __future__ import annotations

from django.db import OperationalError, connection, transaction
from django.db.transaction import TransactionManagementError
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from engine.context import Context
from engine.entitlement import choose_hat, knows
from engine.errors import Busy, Done, NotPossible, Reason, Refused, Stale, VersionMissing
from engine.once import Once, claim, settle
from engine.step import Declared, refusals, steps
from engine.validate import clean, looked_into

REPEATS = 2  # how often a step is begun again that was chosen to yield in a deadlock
DOORS_WITH_A_VERSION = frozenset({"web", "api"})


def perform(model, pk, name, *, once: Once | None = None, data=None, **how):
    """Take step `name` on one subject. Returns its event, or `Done` when `once` was used before.

    Opens the transaction: state, event, ledger, due steps and messages are all written, or nothing is. What takes
    long of `data` (its files are read and scanned) is done before that, while nobody waits for the subject.
    Raises DoesNotExist (also when the actor may not see the subject), VersionMissing, Stale,
    NotPermitted, NotPossible, ChooseHat, Refused, KeyReused and Busy. Arguments as `perform_within`.
    """
    known = looked_into(data)
    return durably(lambda: perform_within(model, pk, name, data=known, **how), once)


def create(workflow, names, *, once: Once | None = None, data=None, **how):
    """Bring a new subject of `workflow` about by the steps `names` in order. As `perform`; returns the last event."""
    known = looked_into(data)
    return durably(lambda: create_within(workflow, names, data=known, **how), once)


def durably(act, once: Once | None):
    """`act` in a transaction of its own; begun again where it and another waited for each other and it had to yield."""
    for repeat in range(REPEATS + 1):
        try:
            with transaction.atomic(durable=True):
                done: Done | None = claim(once) if once else None
                if done is not None:
                    return done
                event = act()
                if once:
                    settle(once, {"event": event.pk, "subject": event.root_id})
                return event
        except OperationalError as error:
            is_deadlock = "deadlock detected" in str(error)
            if is_deadlock and repeat < REPEATS:
                continue
            if is_deadlock or "lock timeout" in str(error):
                text = _("Somebody else is saving this right now. Try again in a moment.")
                raise Busy(Reason("busy", text)) from error
            raise
    raise AssertionError("unreachable")


def perform_within(model, pk, name, *, actor, via, version=None, data=None, hat=None, cause="", at=None):
    """As `perform`, inside a caller's transaction (a cascade, a timer, a decision).

    `pk` is the subject's id, or a queryset that gives it: then finding and locking are one statement.
    `hat` is the id of the role assignment to act under where two would do; `version` is what the person
    read and is demanded of web and api; `at` is for timers and tests, now (UTC) when left out.
    """
    _demand_transaction()
    subject = model.lock(pk, actor)
    return take(subject, name, actor=actor, via=via, version=version, data=data, hat=hat, cause=cause, at=at)


def take(subject, name, **how):
    """Take a step on a subject that this transaction has already locked through its `lock`."""
    context = judged(subject, name, **how)
    return subject.write([context], moved(context))


def rehearse(subject, name, **how) -> None:
    """Find out what `take` would refuse, without taking the step: raises as `perform`, and leaves nothing behind.

    `subject` was read through the actor's scope and is spent afterwards. Opens a transaction of its own and rolls
    it back: an effect may refuse, too, and some of them write.
    """
    with transaction.atomic():
        move(judged(subject, name, **how))
        transaction.set_rollback(True)


def judged(
    subject, name, *, actor, via, version=None, data=None, hat=None, cause="", at=None, notes=None, shared=None
) -> Context:
    """The step with everything asked that may refuse it; nothing is changed. Arguments as `perform_within`.

    `notes` are facts that the event keeps beside what the step changes; `shared` is one dict for the steps of a batch.
    """
    declared = declared_step(subject, name)
    if via in DOORS_WITH_A_VERSION and not declared.rule.quiet:
        if version is None:
            raise VersionMissing(
                Reason("version_missing", _("Say which version you read (If-Match or version)."), "version")
            )
        if version != subject.version:
            raise Stale(
                Reason("stale", _("Somebody changed this after you opened it.")), current=subject.version, given=version
            )
    context = Context(
        subject=subject,
        step=declared,
        actor=actor,
        via=via,
        at=_not_before(subject, at),
        cause=cause,
        source=subject.state,
        notes=dict(notes or {}),
        shared={} if shared is None else shared,
    )
    prepare(context, data or {}, hat=hat)
    return context


def create_within(workflow, names, *, actor, via, data=None, hat=None, cause="", at=None, **born):
    """As `create`, inside a caller's transaction. `born` are columns that only the birth may set."""
    _demand_transaction()
    subject = workflow(**born)
    contexts = []
    at = at or timezone.now()
    wanted = [declared_step(subject, name) for name in names]
    asked_before = {one.name for declared in wanted[:-1] for one in declared.rule.inputs}
    for number, declared in enumerate(wanted):
        context = Context(
            subject=subject, step=declared, actor=actor, via=via, at=at, cause=cause, source=subject.state
        )
        known = {one.name for one in declared.rule.inputs}
        is_last = number == len(wanted) - 1
        taken = {
            key: value for key, value in (data or {}).items() if key in known or (is_last and key not in asked_before)
        }
        prepare(context, taken, hat=hat)
        move(context)
        contexts.append(context)
    return subject.write(contexts, None)


def _demand_transaction() -> None:
    if not connection.in_atomic_block:
        raise TransactionManagementError("a step is taken inside the transaction of what it belongs to")


def declared_step(subject, name: str) -> Declared:
    """The step called `name`; raises NotPossible for any name that the workflow does not declare."""
    found = steps(type(subject)).get(name)
    if found is None:
        raise NotPossible(Reason("no_such_step", _("There is no such step here."), "step"))
    return found


def prepare(context: Context, data: dict, *, hat: int | None = None) -> None:
    """Check everything that may refuse the step; writes nothing. Raises as `perform`."""
    subject, declared = context.subject, context.step
    if context.actor.viewer is not None:
        raise NotPossible(Reason("only_looks", _("You look as somebody else: nothing can be changed.")))
    context.hat = choose_hat_or_state(context, hat)
    context.data, faults = clean(context, data)
    context.was = {
        one.name: getattr(subject, one.target, None) for one in declared.rule.inputs if one.stored in ("ticket", "part")
    }
    faults += refusals(declared.rule.guards, context)
    if not faults:
        faults += refusals(declared.rule.checks, context)
    if faults:
        raise Refused(*faults)


def choose_hat_or_state(context: Context, hat: int | None):
    """The hat, unless the step is not possible from this state; a lacking capability is said first."""
    subject, declared = context.subject, context.step
    if not declared.possible_from(subject.state):
        if not context.actor.is_system and not knows(declared.rule, context.actor):
            return choose_hat(context)  # raises NotPermitted
        raise NotPossible(subject.why_not_from(declared))
    return choose_hat(context, chosen=hat)


def move(context: Context) -> None:
    """Set what was asked for, run the transition and its effects, in memory."""
    subject = context.subject
    subject.fill(context)
    getattr(type(subject), context.step.method)(subject)  # a column may have the step's name (hold)
    for effect in context.step.rule.does:
        effect(context)
    subject.after_effects(context)


def moved(context: Context) -> dict:
    """Do the step in memory; gives the columns of the subject and its ticket as they were before, for `write`."""
    subject = context.subject
    before = {id(one): one.snapshot() for one in (subject, subject.root)}
    move(context)
    return before


def _not_before(subject, at):
    """The step's instant: never before what the ticket already went through, whatever the clocks of two servers say."""
    return max(at or timezone.now(), subject.root.updated_at)
