"""Signatures: each party says yes under one hat, each is another person, and the last one takes the step itself.

Works on a release and on a region's row in it: `context.subject` is what is signed, `context.root` the release.
"""

from __future__ import annotations

import hashlib

from django.utils.translation import gettext as _

from engine.context import Context
from engine.errors import Reason
from engine.perform import take
from engine.step import steps
from roles.actor import SYSTEM
from tickets import codes as ticket_codes
from tickets.processes.release.codes import Purpose
from tickets.processes.release.details import ReleaseSign
from tickets.processes.release.parties import Party, parties

WHY = "a rule of the release itself"
SIGNERS = "release_signers"  # those who have signed what is void now
PARTY = "release_party"  # those whose signature is missing
CAUSE = "signatures:"


# --- What stands ---


def signs(subject, purpose: str) -> list[ReleaseSign]:
    """The signatures that hold, of what is to be signed as it is now; read once for the step."""
    row, digest = _row_of(subject), digest_of(subject, purpose)
    return [
        one for one in subject.root.signs() if one.purpose == purpose and one.row_id == row and one.digest == digest
    ]


def missing(subject, purpose: str) -> list[Party]:
    """The parties whose yes is still needed."""
    given = {one.party for one in signs(subject, purpose)}
    return [party for party in parties(purpose, subject) if party.key not in given]


def sentence(subject, purpose: str) -> str:
    """Who has not signed, in words; "" where all have."""
    left = [str(party.label) for party in missing(subject, purpose)]
    if not left:
        return ""
    named = left[0] if len(left) == 1 else _("%(some)s and %(last)s") % {"some": ", ".join(left[:-1]), "last": left[-1]}
    return _("Still to sign: %(who)s.") % {"who": named}


def digest_of(subject, purpose: str) -> str:
    """What is signed: a fixed scope; the halt at hand; a region's row as it says itself."""
    detail = subject.root.detail()
    said = [str(detail.scope_number), detail.scope_digest]
    if purpose == Purpose.LIFT:
        said += [
            detail.halted_at.isoformat() if detail.halted_at else "",
            str(detail.halters),
            str(detail.halted_waves),
        ]
    if subject is not subject.root:
        said.append(str(subject.sign_digest(purpose)))
    return hashlib.sha256("\n".join(said).encode()).hexdigest()


def _row_of(subject) -> int | None:
    return None if subject is subject.root else subject.pk


# --- Guards ---


def may_sign(purpose: str):
    """Guard: the party of the hat has not signed, nor has the person for any of them."""

    def guard(context: Context) -> Reason | None:
        if any(one.person_id == context.actor.person_id for one in signs(context.subject, purpose)):
            text = _("You have signed already; each party signs by another person. %(left)s")
            return Reason("signed_already", text % {"left": sentence(context.subject, purpose)})
        if _free(context, purpose) is None:
            text = _("Your party has signed already, or has no say in this. %(left)s")
            return Reason("party_signed", text % {"left": sentence(context.subject, purpose)})
        return None

    guard.__name__ = "may_sign"
    return guard


def all_signed(purpose: str):
    """Guard of the step that follows by itself."""

    def guard(context: Context) -> Reason | None:
        left = sentence(context.subject, purpose)
        return Reason("not_signed", left) if left else None

    guard.__name__ = "all_signed"
    return guard


def _free(context: Context, purpose: str) -> Party | None:
    """The party that the actor signs for; a step looked at without a hat is looked at under each."""
    hats = [context.hat] if context.hat is not None else context.actor.hats
    left = missing(context.subject, purpose)
    return next((one for one in left for hat in hats if one.fits(hat, context.subject, context.actor)), None)


# --- Effects ---


def sign(purpose: str, then: str):
    """Effect: the hat's signature; with the last one the program takes `then` in the same transaction."""

    def signed(context: Context) -> None:
        party = _free(context, purpose)
        made = _new(context, purpose, party)
        context.add(lambda event, texts: _of_event(made, event))
        context.root.signs().append(made)
        context.notes["signature"] = {"purpose": purpose, "party": party.key, "for": ticket_codes.Audience.CUSTOMER}
        if not missing(context.subject, purpose):
            context.then.append(lambda finished: _follow(finished, purpose, then))
        elif context.subject is context.root:
            context.notes["signatures_missing"] = {
                "purpose": purpose,
                "parties": [one.key for one in missing(context.subject, purpose)],
                "for": ticket_codes.Audience.CUSTOMER,
            }
            context.tell(PARTY)

    return signed


def _new(context: Context, purpose: str, party: Party) -> ReleaseSign:
    hat = context.hat
    return ReleaseSign(
        ticket_id=context.root.pk,
        row_id=_row_of(context.subject),
        purpose=purpose,
        party=party.key,
        role=hat.role,
        role_label=hat.label,
        person=context.actor.person,
        organisation=hat.organisation,
        digest=digest_of(context.subject, purpose),
        at=context.at,
    )


def _of_event(made: ReleaseSign, event) -> ReleaseSign:
    made.event_seq = event.seq
    return made


def _follow(finished: Context, purpose: str, then: str) -> None:
    subject = finished.subject
    asked = {one.name for one in steps(type(subject))[then].rule.inputs}
    data = {name: value for name, value in finished.data.items() if name in asked}
    how = {"actor": SYSTEM, "via": finished.via, "cause": f"{CAUSE}{purpose}", "at": finished.at}
    take(subject, then, data=data, version=subject.version, **how)


def void(context: Context, *purposes: str) -> None:
    """Effect's part: what was signed is another now. Whoever has signed is told, and signs anew."""
    row = _row_of(context.subject)
    gone = [one for one in context.root.signs() if one.purpose in purposes and one.row_id == row]
    if not gone:
        return
    kept = [one for one in context.root.signs() if one not in gone]
    context.root.__dict__["_signs"] = kept
    rows = ReleaseSign.objects.unscoped(WHY).filter(pk__in=[one.pk for one in gone])
    context.then.append(lambda finished: rows.update(void_at=finished.at))
    context.notes["signatures_voided"] = {"count": len(gone), "for": ticket_codes.Audience.CUSTOMER}
    context.tell(SIGNERS)
