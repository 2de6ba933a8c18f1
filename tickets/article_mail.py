"""Telling the owner and the reviewers of an article: one mail a person, with no word of the article itself."""

from __future__ import annotations

from django.conf import settings
from django.utils import timezone
from django.utils.translation import gettext as _

from engine.step import steps
from outbox import rendering
from outbox.enqueue import enqueue as write
from outbox.models import Message
from outbox.rendering import Rendered
from roles.actor import actor_for
from roles.models import RoleAssignment
from tickets.tell import SILENT

KIND = "article.mail"


def register() -> None:
    """Make the mails known to the outbox; called once, when the app is ready."""
    rendering.register_renderer(KIND, render)


def enqueue(contexts) -> None:
    """Write one message for each person and step. Needs the step's transaction."""
    rows = [
        Message(
            kind=KIND,
            recipient_id=pk,
            subject_type="tickets.article",
            subject_id=context.root.pk,
            event_id=context.event.pk,
            payload={"step": context.step.name},
            dedupe_key=f"article-event:{context.event.pk}:user:{pk}",
            due_at=context.at,
        )
        for context in contexts
        if context.via not in SILENT
        for pk in sorted(_told(context.root, context))
    ]
    if rows:
        write(rows)


def _told(article, context) -> set[int]:
    groups = {whom for whom, _kind, _ids in context.tells}
    told = {article.owner_id} if "owner" in groups else set()
    if "reviewers" in groups:
        rows = RoleAssignment.objects.valid_on(timezone.localdate(context.at)).filter(
            organisation_id=article.organisation_id, role__capabilities__capability="knowledge.write"
        )
        told |= set(rows.filter(user__kind="person").values_list("user_id", flat=True))
    return told - {context.actor.person_id}


def render(message: Message) -> Rendered | None:
    """The mail for its recipient; None where that person may no longer read the article."""
    from tickets.models import Article

    reader = actor_for(message.recipient)
    rows = Article.objects.visible_to(reader).select_related("shown_title")
    article = rows.filter(pk=message.subject_id).first()
    if article is None:
        return None
    declared = steps(Article)[message.payload["step"]]
    said = {"number": article.number, "what": article.step_label(declared), "title": article.title_for(reader)}
    said["where"] = f"{settings.PUBLIC_URL}/kunskap/{article.number}/"
    body = _("%(what)s: %(title)s\n\nRead it here: %(where)s\n") % said
    return Rendered(_("%(number)s: %(what)s") % said, body)
