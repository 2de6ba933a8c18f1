"""Function mailboxes, and whether an organisation's mails hold titles: who decides it, and what holds now."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from outbox.models import Mailbox, TitleChoice
from regions.models import Organisation
from roles import rights
from roles.actor import Actor, Hat, actor_of_place
from roles.changing import NotAllowed, Refused
from roles.models import Role, Team, User

LONGEST = 254  # characters of an address


def may_manage(actor: Actor, organisation: Organisation) -> bool:
    """Whoever gives roles at the organisation; never somebody who looks through another's eyes."""
    return actor.user is not None and actor.viewer is None and rights.may_assign(actor, organisation)


def opened(organisation_ids: Iterable[int], *, kinds: Iterable[str] = ()) -> list[Mailbox]:
    """Every open mailbox at the organisations, with its role's rights and its team's members; at most three queries."""
    rows = Mailbox.objects.filter(organisation_id__in=list(organisation_ids), closed_at=None)
    rows = rows.filter(kinds__overlap=list(kinds)) if kinds else rows
    rows = rows.select_related("role", "team").prefetch_related("role__capabilities", "team__members")
    return list(rows.order_by("pk"))


def reader_of(mailbox: Mailbox) -> Actor:
    """Reads what the mailbox may be told: as its organisation, with its role's rights where it is of a role."""
    return actor_of_place(mailbox.organisation_id, mailbox.role)


def open_mailbox(
    actor: Actor,
    organisation: Organisation,
    *,
    address: str,
    kinds: Iterable[str],
    at: datetime,
    role: Role | None = None,
    team: Team | None = None,
    replaces_people: bool = False,
) -> Mailbox:
    """Name a mailbox. Opens the transaction. Raises NotAllowed, and Refused with a sentence a field. `at` is UTC."""
    user = _decider(actor, organisation)
    if role is not None and not rights.fits(role.level, organisation):
        raise Refused(whose=_("The role cannot be held at this organisation."))
    if team is not None and team.organisation_id != organisation.pk:
        raise Refused(whose=_("The team belongs to another organisation."))
    row = Mailbox(
        organisation=organisation,
        role=role,
        team=team,
        address=checked_address(address),
        kinds=sorted(kinds),
        replaces_people=replaces_people,
        opened_at=at,
        opened_by=user,
        opened_by_role=_under(actor, organisation),
    )
    try:
        with transaction.atomic():
            row.save(force_insert=True)
    except IntegrityError as error:
        if "mailbox_open_once" not in str(error):
            raise
        raise Refused(address=_("This mailbox is named for the same already. Remove it first to change it.")) from error
    return row


def checked_address(address: str) -> str:
    """The address in the one form that is kept. Raises Refused where it is none."""
    written = address.strip().lower()
    try:
        validate_email(written)
    except ValidationError:
        raise Refused(address=_("Write an e-mail address, as in servicedesk@region.example.")) from None
    if len(written) > LONGEST:
        raise Refused(address=_("The address is too long: at most 254 characters."))
    return written


def close_mailbox(actor: Actor, mailbox: Mailbox, *, at: datetime) -> bool:
    """Nothing more is mailed to it, what waits included; whether it was open. Raises NotAllowed. `at` is UTC."""
    user = _decider(actor, mailbox.organisation)
    under = _under(actor, mailbox.organisation)
    rows = Mailbox.objects.filter(pk=mailbox.pk, closed_at=None)
    return bool(rows.update(closed_at=at, closed_by=user, closed_by_role=under))


def choose_titles(actor: Actor, organisation: Organisation, *, are_shown: bool, at: datetime) -> None:
    """Let the mails to the organisation hold the titles of cases, or no longer. Raises NotAllowed. `at` is UTC."""
    user = _decider(actor, organisation)
    under = _under(actor, organisation)
    TitleChoice.objects.create(organisation=organisation, are_shown=are_shown, at=at, by=user, by_role=under)


def titles_shown(organisation_ids: Iterable[int]) -> bool:
    """Whether every one of these organisations has chosen titles in its mails; not without any. One query at most."""
    wanted = set(organisation_ids)
    if not wanted:
        return False
    rows = TitleChoice.objects.filter(organisation_id__in=wanted).order_by("organisation_id", "-at", "-pk")
    chosen = dict(rows.distinct("organisation_id").values_list("organisation_id", "are_shown"))
    return all(chosen.get(pk, False) for pk in wanted)


def choices_of(organisation: Organisation) -> list[TitleChoice]:
    """How the organisation has chosen, the newest first."""
    return list(TitleChoice.objects.filter(organisation=organisation).select_related("by").order_by("-at", "-pk")[:20])


def _decider(actor: Actor, organisation: Organisation) -> User:
    if actor.user is None or not may_manage(actor, organisation):
        raise NotAllowed
    return actor.user


def _under(actor: Actor, organisation: Organisation) -> str:
    hat: Hat | None = rights.hat_to_assign(actor, organisation)
    return (str(hat) if hat else _("Administrator"))[:160]
