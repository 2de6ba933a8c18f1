"""The review's words before anybody has signed them: one draft, read by the persons of the review alone."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext_lazy as _

from engine.context import Context
from engine.errors import Reason
from regions.models import Organisation
from roles.scope import ScopedManager
from tickets.models.audience import of_readable_tickets

REVIEWER = "reviewer"  # who is responsible for the review
# The field of the draft, the one that is signed, and the column of the draft's row.
WORDS = (
    ("review_draft_cause", "review_cause", "cause"),
    ("review_draft_well", "worked_well", "worked_well"),
    ("review_draft_badly", "worked_badly", "worked_badly"),
    ("review_draft_no_actions", "no_actions_reason", "no_actions"),
)
WHY = "the ticket's own"


def _words():
    return models.ForeignKey("tickets.TextVersion", on_delete=models.PROTECT, related_name="+", null=True)


class MiReviewDraft(models.Model):
    """What is written of the review so far. A newer draft replaces it, and signing ends it."""

    ticket = models.ForeignKey("tickets.Ticket", on_delete=models.PROTECT, related_name="+")
    cause = _words()
    worked_well = _words()
    worked_badly = _words()
    no_actions = _words()
    author = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    written_at = models.DateTimeField()
    dropped_at = models.DateTimeField(null=True)

    objects = ScopedManager()
    all_objects = models.Manager()

    class Meta:
        default_manager_name = "all_objects"
        constraints = [
            models.UniqueConstraint(fields=["ticket"], condition=Q(dropped_at=None), name="review_one_draft"),
        ]

    def __str__(self):
        return f"draft of the review of {self.ticket_id}"

    @classmethod
    def scope(cls, actor) -> Q:
        """For who is responsible, who is invited, who wrote it, and those who may sign at the support organisation."""
        from tickets.models import MajorIncidentDetail

        readable = of_readable_tickets(actor)
        if actor.is_system or any(hat.tier == "support" and "mi.close" in hat.capabilities for hat in actor.hats):
            return readable
        if actor.person_id is None:
            return readable & Q(pk__in=[])
        mine = Q(review_owner_id=actor.person_id) | Q(invitees__contains=actor.person_id)
        named = MajorIncidentDetail.objects.filter(mine, ticket_id=OuterRef("ticket_id"))
        return readable & (Q(author_id=actor.person_id) | Exists(named))


def draft_of(ticket, actor) -> MiReviewDraft | None:
    """The draft, as far as the actor may read it, with its words; one query."""
    rows = MiReviewDraft.objects.visible_to(actor).filter(ticket_id=ticket.pk, dropped_at=None)
    return rows.select_related("author", *(column for _draft, _signed, column in WORDS)).first()


def usual(column: str):
    """What the form proposes: what the draft says."""

    def of_draft(setting) -> str:
        if setting.ticket.process != "major-incident":
            return ""
        if "_review_draft" not in setting.ticket.__dict__:
            setting.ticket.__dict__["_review_draft"] = draft_of(setting.ticket, setting.actor)
        text = getattr(setting.ticket.__dict__["_review_draft"], column, None)
        return "" if text is None or text.part_id or text.redacted else text.body

    return of_draft


def save(context: Context) -> None:
    """The newest draft counts; the one before is kept in the history only."""
    drop(context)
    ticket, author, organisation = context.subject, context.actor.person, context.hat.organisation
    context.add(
        lambda event, texts: MiReviewDraft(
            ticket=ticket,
            author=author,
            organisation=organisation,
            written_at=event.at,
            **{column: texts.get(draft) for draft, _signed, column in WORDS},
        )
    )


def drop(context: Context) -> None:
    """What is signed, or written anew, is no draft any more."""
    MiReviewDraft.objects.unscoped(WHY).filter(ticket_id=context.subject.pk, dropped_at=None).update(
        dropped_at=context.at
    )


def review_not_signed(context: Context) -> Reason | None:
    if context.root.detail().signed_by_id is not None:
        return Reason("signed_already", _("The review is signed, so its words stand. Sign it anew to change them."))
    return None


def draft_says_something(context: Context) -> Reason | None:
    if not any(context.has(draft) for draft, _signed, _column in WORDS):
        return Reason("nothing_written", _("Write something to save."), WORDS[0][0])
    return None
