"""What the program keeps about one of its users, for whoever answers her request to see it (GDPR article 15).

Words that she wrote belong to the cases and are disclosed with these; here stands where and when she wrote. A program
reads and looks through whole tables for it, since nothing is kept by who did it.
"""

from __future__ import annotations

from collections.abc import Iterator

from django.db.models import F, Q, QuerySet

from outbox.models import Message
from roles.models import Delegation, Draft, GroupMembership, PersonalToken, RoleAssignment, RoleChange, User, Viewing
from tickets.models import ArticleEvent, Event, Notice, Reading, SavedView, Watch

WHY = "a person's own record"
ACCOUNT = ("email", "given_name", "family_name", "hsa_id", "work_phone", "language", "theme", "shortcuts")
ACCOUNT += ("is_active", "is_administrator", "created_at", "last_login")


def record_of(user: User) -> dict:
    """By section. Times are UTC in ISO 8601; an organisation and a role are named by their slugs."""
    home = user.home_organisation
    account = {name: getattr(user, name) for name in ACCOUNT}
    found = {"account": account | {"home_organisation": home.slug if home else None}}
    return found | {section: list(rows) for section, rows in _sections(user)}


def _sections(user: User) -> Iterator[tuple[str, QuerySet]]:
    mine = Q(user=user)
    place, role = {"at": F("organisation__slug")}, {"as_role": F("role__slug")}
    yield "roles", RoleAssignment.objects.filter(mine).values("valid_from", "valid_to", "local_title", **place, **role)
    yield (
        "groups",
        GroupMembership.objects.filter(mine).values("group", "amount_limit", "valid_from", "valid_to", **place),
    )
    handed = Delegation.objects.filter(Q(giver=user) | Q(receiver=user))
    days = ("first_day", "last_day", "state", "reason")
    yield "delegations", handed.values(*days, from_whom=F("giver__email"), to_whom=F("receiver__email"), **role)
    changes = RoleChange.objects.filter(person=user)
    yield "changes_of_rights", changes.values("at", "what", "by_role", "valid_from", "valid_to", "reason")
    yield "looked_at_as", Viewing.objects.filter(person=user).values("started_at", "viewer_role", "reason")
    yield "tokens", PersonalToken.objects.filter(mine).values("name", "created_at", "expires_at", "last_used_at")
    yield "drafts", Draft.objects.filter(person=user).values("form", "saved_at")
    yield "saved_views", SavedView.objects.filter(owner=user).values("name", "created_at", "deleted_at")
    yield "steps", _steps(Event, user, "ticket__number")
    yield "steps_of_articles", _steps(ArticleEvent, user, "article__number")
    read = Reading.objects.filter(mine).order_by("at")
    yield "cases_opened", read.values(last_opened=F("at"), case=F("ticket__number"), as_of=F("organisation__slug"))
    yield "cases_followed", Watch.objects.filter(mine).values(case=F("ticket__number"))
    yield (
        "notices",
        Notice.objects.unscoped(WHY).filter(mine).order_by("created_at").values("created_at", case=F("ticket__number")),
    )
    sent = Message.objects.filter(recipient=user).order_by("created_at")
    yield "messages_sent", sent.values("kind", "channel", "address", "created_at", "sent_at")


def _steps(events, user: User, number: str) -> QuerySet:
    """Taken by her, by a program in her name, or for her by a deputy."""
    hers = Q(user=user) | Q(acting_person=user) | Q(deputy_for=user)
    rows = events.objects.unscoped(WHY).filter(hers).order_by("at", "pk")
    return rows.values("at", "step", "via", case=F(number), as_role=F("role"), as_of=F("organisation__slug"))
