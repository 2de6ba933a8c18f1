"""Signatures: each party says yes under one hat, each is another person, and the last one takes the step itself.

A process says what is its own in one `Signing`. `context.subject` is what is signed: a case or a part of it;
`context.root`, the case, keeps the signatures that hold (`signs()`).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from django.db.models import OuterRef, Q, QuerySet, Subquery
from django.utils.translation import gettext as _

from engine.context import Context
from engine.errors import Reason
from engine.perform import take
from engine.step import steps
from roles.actor import SYSTEM, Actor, Hat
from tickets.codes import Audience
from tickets.models import Event

CAUSE = "signatures:"
WHY = "a rule of what is signed itself"


def row_of(subject) -> int | None:
    """The part that is signed, by id; None where it is the case itself."""
    return None if subject is subject.root else subject.pk


def with_deputies(rows: QuerySet) -> QuerySet:
    """Signatures, each with `in_stead_of`: the id of whom the person was the deputy of, as its event says; or None."""
    event = Event.objects.unscoped(WHY).filter(ticket_id=OuterRef("ticket_id"), seq=OuterRef("event_seq"))
    return rows.annotate(in_stead_of=Subquery(event.values("deputy_for_id")[:1]))


def people(actor: Actor, hat: Hat) -> frozenset[int]:
    """Whose yes the actor's is under this hat: her own, and that of whose deputy she is."""
    return frozenset({actor.person_id, hat.deputy_for_id} - {None})


def hats_by_people(actor: Actor, fits: Callable[[Hat], bool]) -> dict[frozenset[int], list[Hat]]:
    """The hats that `fits` takes, by whose yes each of them says."""
    found: dict[frozenset[int], list[Hat]] = {}
    for hat in filter(fits, actor.hats):
        found.setdefault(people(actor, hat), []).append(hat)
    return found


def settling(rows: QuerySet, of_party: Q, whose: frozenset[int]) -> QuerySet:
    """Of the signatures, those after which a hat has nothing to sign: its party's, and any of the same people's."""
    own = sorted(whose)
    return with_deputies(rows).filter(of_party | Q(person_id__in=own) | Q(in_stead_of__in=own))


def _of_event(made, event):
    made.event_seq = event.seq
    return made


@dataclass(frozen=True)
class Signing:
    """How a process is signed.

    `model` keeps the signatures; `parties` says whose yes a purpose takes of a subject, `digest_of` what is signed. Of
    `notes`, which the event keeps, the first names a signature, the second who is missing, the third what is void.
    Those `missing_told` hear that their yes is missing, those `voided_told` that theirs is void ("": nobody).
    """

    model: type
    why: str
    parties: Callable[[str, object], tuple]
    digest_of: Callable[[object, str], str]
    notes: tuple[str, str, str]
    missing_told: str
    voided_told: str = ""
    guard_name: str = "may_sign"

    def signs(self, subject, purpose: str) -> list:
        """The signatures that hold, of what is to be signed as it is now; read once for the step."""
        row, digest = row_of(subject), self.digest_of(subject, purpose)
        of_it = [one for one in subject.root.signs() if one.purpose == purpose and one.row_id == row]
        return [one for one in of_it if one.digest == digest]

    def missing(self, subject, purpose: str) -> list:
        """The parties whose yes is still needed."""
        given = {one.party for one in self.signs(subject, purpose)}
        return [party for party in self.parties(purpose, subject) if party.key not in given]

    def sentence(self, subject, purpose: str) -> str:
        """Who has not signed, in words; "" where all have."""
        left = [str(party.label) for party in self.missing(subject, purpose)]
        if not left:
            return ""
        several = {"some": ", ".join(left[:-1]), "last": left[-1]}
        return _("Still to sign: %(who)s.") % {
            "who": left[0] if len(left) == 1 else _("%(some)s and %(last)s") % several
        }

    # --- Guards ---

    def may_sign(self, purpose: str):
        """Guard: the party of the hat has not signed, nor has the person for any of them, herself or by a deputy."""

        def guard(context: Context) -> Reason | None:
            left = {"left": self.sentence(context.subject, purpose)}
            own = frozenset().union(*(people(context.actor, hat) for hat in _hats(context)))
            if any(own & {one.person_id, one.in_stead_of} for one in self.signs(context.subject, purpose)):
                text = _("You have signed already; each party signs by another person. %(left)s")
                return Reason("signed_already", text % left)
            if self.free(context, purpose) is None:
                text = _("Your party has signed already, or has no say in this. %(left)s")
                return Reason("party_signed", text % left)
            return None

        guard.__name__ = self.guard_name.format(purpose=purpose)
        return guard

    def all_signed(self, purpose: str):
        """Guard of the step that follows by itself."""

        def guard(context: Context) -> Reason | None:
            left = self.sentence(context.subject, purpose)
            return Reason("not_signed", left) if left else None

        guard.__name__ = "all_signed"
        return guard

    def free(self, context: Context, purpose: str):
        """The party that the actor signs for; a step looked at without a hat is looked at under each."""
        left, subject = self.missing(context.subject, purpose), context.subject
        return next((one for one in left for hat in _hats(context) if one.fits(hat, subject, context.actor)), None)

    # --- Effects ---

    def sign(self, purpose: str, then: str):
        """Effect: the hat's signature; with the last one the program takes `then` in the same transaction."""
        signature, left, _voided = self.notes

        def signed(context: Context) -> None:
            party = self.free(context, purpose)
            made = self._new(context, purpose, party)
            context.add(lambda event, texts: _of_event(made, event))
            context.root.signs().append(made)
            context.notes[signature] = {"purpose": purpose, "party": party.key, "for": Audience.CUSTOMER}
            keys = [one.key for one in self.missing(context.subject, purpose)]
            if not keys:
                context.then.append(lambda finished: _follow(finished, purpose, then))
            elif context.subject is context.root:
                context.notes[left] = {"purpose": purpose, "parties": keys, "for": Audience.CUSTOMER}
                context.tell(self.missing_told)

        return signed

    def _new(self, context: Context, purpose: str, party):
        hat, row = context.hat, row_of(context.subject)
        return self.model(
            **({} if row is None else {"row_id": row}),
            ticket_id=context.root.pk,
            purpose=purpose,
            party=party.key,
            role=hat.role,
            role_label=hat.label,
            person=context.actor.person,
            organisation=hat.organisation,
            digest=self.digest_of(context.subject, purpose),
            at=context.at,
        )

    def void(self, context: Context, *purposes: str) -> None:
        """Effect's part: what was signed is another now, and is signed anew."""
        self._void(context, self._standing(context, purposes))

    def void_outdated(self, context: Context, *purposes: str) -> None:
        """As `void`, of those alone that signed something other than what is to be signed now."""
        digests = {purpose: self.digest_of(context.subject, purpose) for purpose in purposes}
        self._void(context, [one for one in self._standing(context, purposes) if one.digest != digests[one.purpose]])

    def _standing(self, context: Context, purposes) -> list:
        row = row_of(context.subject)
        return [one for one in context.root.signs() if one.purpose in purposes and one.row_id == row]

    def _void(self, context: Context, gone: list) -> None:
        if not gone:
            return
        standing = context.root.signs()
        context.root.__dict__["_signs"] = [one for one in standing if one not in gone]
        rows = self.model.objects.unscoped(self.why).filter(pk__in=[one.pk for one in gone])
        context.then.append(lambda finished: rows.update(void_at=finished.at))
        context.notes[self.notes[2]] = {"count": len(gone), "for": Audience.CUSTOMER}
        if self.voided_told:
            context.tell(self.voided_told)


def _hats(context: Context):
    return [context.hat] if context.hat is not None else context.actor.hats


def _follow(finished: Context, purpose: str, then: str) -> None:
    subject = finished.subject
    asked = {one.name for one in steps(type(subject))[then].rule.inputs}
    data = {name: value for name, value in finished.data.items() if name in asked}
    how = {"actor": SYSTEM, "via": finished.via, "cause": f"{CAUSE}{purpose}", "at": finished.at}
    take(subject, then, data=data, version=subject.version, **how)
