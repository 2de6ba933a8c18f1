"""Whose vote is waited for, as rows that the start pages find by an index. Kept along with the votes, never a rule."""

from __future__ import annotations

from django.db.models import F, Q

from engine.context import Context
from roles.models import RoleCapability

WHY = "kept along with the votes"


def ask(context: Context, ballot, seats) -> None:
    """A row for each seat of a new ballot and each organisation that may fill it."""
    from tickets.models import BallotSeat

    slugs = _roles_by_word({word for seat in seats for group in seat.groups for word in group})
    for seat in seats:
        first = sorted({slug for word in seat.groups[0] for slug in slugs[word]})
        later = sorted({slug for group in seat.groups[1:] for word in group for slug in slugs[word]})
        for place in seat.organisations:
            facts = {"seat": seat.key, "organisation_id": place, "roles": first, "later_roles": later}
            context.add(_row(BallotSeat, ballot, facts))


def _row(model, ballot, facts: dict):
    return lambda event, texts: model(ballot=ballot, ticket=event.ticket, **facts)


def _roles_by_word(words: set[str]) -> dict[str, list[str]]:
    """The slugs of the roles behind each word: itself, or those with the capability; one query where there is one."""
    found = {word: [word] for word in words if "." not in word}
    wanted = words - found.keys()
    found |= {word: [] for word in wanted}
    rows = RoleCapability.objects.filter(capability__in=wanted) if wanted else RoleCapability.objects.none()
    for word, slug in rows.values_list("capability", "role__slug"):
        found[word].append(slug)
    return found


def answered(context: Context, ballot) -> None:
    """After a vote, or a conflict of interest: whose vote is waited for now."""
    from tickets.models import BallotSeat

    has_spoken = Q(seat__in=sorted(ballot.standing_votes()))
    wrong = Q(has_spoken, waiting=True) | Q(~has_spoken, waiting=False)
    rows = BallotSeat.objects.unscoped(WHY).filter(wrong, ballot_id=ballot.pk)
    context.then.append(lambda finished: rows.update(waiting=~F("waiting")))


def ended(context: Context, ballot) -> None:
    from tickets.models import BallotSeat

    rows = BallotSeat.objects.unscoped(WHY).filter(ballot_id=ballot.pk, waiting=True)
    context.then.append(lambda finished: rows.update(waiting=False))
