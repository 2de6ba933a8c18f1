"""Telling the owner and the reviewers of an article, as each has chosen; a mail holds no word of the article itself."""

from __future__ import annotations

from django.conf import settings
from django.utils.translation import gettext as _

from engine.step import steps
from outbox import mailboxes, rendering
from outbox.enqueue import enqueue as write
from outbox.models import Message
from outbox.rendering import Rendered
from regions import directory
from roles.actor import Actor, actor_for
from tickets import fanout, mail_titles, telling_boxes, telling_people, telling_whom
from tickets.models import Article, ArticleEvent, Notice
from tickets.tell import CHANNEL, SILENT

TELL = "article.tell"
KIND = "article.mail"
BOX = "article.mailbox"
CATEGORY = "article"
CATEGORY_OF = {"reviewers": CATEGORY, "personal_data": "personal_data"}
WHY = "delivery resolves the readers"


def register() -> None:
    """Make the kinds known to the outbox; called once, when the app is ready."""
    fanout.register(TELL, open_up)
    rendering.register_renderer(KIND, render)
    rendering.register_renderer(BOX, render_for_mailbox)


def enqueue(contexts) -> None:
    """Write one message for each step that tells somebody. Needs the step's transaction."""
    rows = [
        Message(
            kind=TELL,
            channel=CHANNEL,
            address="article",
            subject_type="tickets.article",
            subject_id=context.root.pk,
            event_id=context.event.pk,
            payload={"whom": sorted({whom for whom, _kind, _ids in context.tells}), "step": context.step.name},
            dedupe_key=f"article-event:{context.event.pk}",
            due_at=context.at,
        )
        for context in contexts
        if context.via not in SILENT and context.tells
    ]
    if rows:
        write(rows)


def open_up(message: Message) -> None:
    """A line in the list, a mail or both for the owner and the reviewers, but not for whoever took the step."""
    event = ArticleEvent.objects.unscoped(WHY).filter(pk=message.event_id).select_related("article").first()
    if event is None:
        return
    article, groups, meant = event.article, message.payload["whom"], {}
    if "owner" in groups:
        meant.setdefault(article.owner_id, telling_people.Meant()).by(CATEGORY)
    reached = [(_reach(article, group), CATEGORY_OF[group]) for group in groups if group in CATEGORY_OF]
    boxes = telling_boxes.Boxes({pk for reach, _category in reached for pk in reach.organisations})
    for reach, category in reached:
        telling_whom.tell(meant, boxes, reach, category, telling_whom.wearing(reach))
    actors = (event.user_id, event.acting_person_id)
    telling_people.write(
        {pk: one for pk, one in meant.items() if pk not in actors},
        notice=lambda pk: Notice(article_event=event),
        mail=lambda pk: _mail(message, pk),
        more=boxes.messages(message, kind=BOX, key=f"article-event:{event.pk}"),
    )


def _reach(article: Article, group: str) -> telling_boxes.Reach:
    """Reviewers work where the article is owned; those who decide about personal data also in the joint support."""
    if group == "reviewers":
        return telling_boxes.Reach(frozenset({article.organisation_id}), capabilities=frozenset({"knowledge.write"}))
    places = frozenset({article.organisation_id, directory.support_org().pk})
    return telling_boxes.Reach(places, capabilities=telling_whom.CAPABILITIES["personal_data"])


def _mail(message: Message, user_id: int) -> Message:
    return Message(
        kind=KIND,
        recipient_id=user_id,
        subject_type=message.subject_type,
        subject_id=message.subject_id,
        event_id=message.event_id,
        payload={"step": message.payload["step"]},
        dedupe_key=f"article-event:{message.event_id}:user:{user_id}",
    )


def render(message: Message) -> Rendered | None:
    """The mail for its recipient; None where that person may no longer read the article."""
    return _rendered(message, actor_for(message.recipient))


def render_for_mailbox(message: Message) -> Rendered | None:
    """The mail as the mailbox's organisation reads the article; None for a mailbox that was closed."""
    box = telling_boxes.open_box(message)
    return _rendered(message, mailboxes.reader_of(box)) if box else None


def _rendered(message: Message, reader: Actor) -> Rendered | None:
    article = Article.objects.visible_to(reader).select_related("shown_title").filter(pk=message.subject_id).first()
    if article is None:
        return None
    said = {
        "number": article.number,
        "what": step_name(article, message.payload["step"]),
        "where": f"{settings.PUBLIC_URL}/kunskap/{article.number}/",
        "title": mail_titles.title_of_article(article, reader),
    }
    subject = _("%(number)s: %(what)s") % said
    if said["title"]:
        return Rendered(subject, _("%(what)s: %(title)s\n\nRead it here: %(where)s\n") % said)
    return Rendered(subject, _("%(what)s\n\nRead it here: %(where)s\n") % said)


def step_name(article: Article, name: str) -> str:
    declared = steps(Article).get(name)
    return article.step_label(declared) if declared else name
