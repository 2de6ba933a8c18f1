"""Personal data found in an article: hiding a text at once, and settling what becomes of it (law.md 3.2 step 4).

As with tickets (`tickets.hiding`): hiding moves the words into a `HiddenArticlePart` and leaves marks, so that no door
has to know of it; settling moves them back, or drops them everywhere. What was removed is named by an event of the
article, by which the history knows a removed text from one that was changed.
"""

from __future__ import annotations

from django.apps import apps
from django.conf import settings
from django.db.models import Q
from django.utils import translation
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from engine.context import Context
from engine.errors import Reason
from engine.perform import perform_within
from engine.personal_data import HIDDEN, REMOVED
from roles.actor import SYSTEM
from tickets import codes

WHY = "hiding is a rule of the article itself"
VERSIONED = ("article_title", "article_body")  # all versions of these are one text


def part_called(key: str, article, actor):
    """The text called `key` that the actor reads and that is not hidden; None where there is none."""
    from tickets.models import ArticleText

    kind, _dash, number = key.partition("-")
    if kind != "text" or not number.isascii() or not number.isdecimal() or len(number) > 18:
        return None
    rows = ArticleText.objects.visible_to(actor).filter(article_id=article.pk, pk=int(number), part=None)
    return rows.filter(redacted=False).first()


def undecided(article):
    from tickets.models import HiddenArticlePart

    return HiddenArticlePart.objects.unscoped(WHY).filter(article_id=article.pk, verdict="").order_by("pk")


# --- Guards and checks ---


def nothing_waits(context: Context) -> Reason | None:
    if undecided(context.subject).exists():
        return Reason("part_hidden", _("A part of it is hidden as personal data and waits for a decision."))
    return None


def part_is_hidden(context: Context) -> Reason | None:
    if not undecided(context.subject).exists():
        return Reason("nothing_hidden", _("No personal data in the article is hidden and waits for a decision."))
    return None


def part_is_chosen(context: Context) -> Reason | None:
    if _chosen(context) is None:
        return Reason("part_not_chosen", _("Choose which of the hidden parts you decide about."), "settled_part")
    return None


def _chosen(context: Context):
    """The part that is settled: the one named, or the only one there is."""
    rows, named = undecided(context.subject), context.data.get("settled_part")
    found = list(rows.filter(pk=named) if named else rows[:2])
    return found[0] if len(found) == 1 else None


# --- Hiding ---


def hide(context: Context) -> None:
    """Out of sight at once; those who answer for information security and the owner are told."""
    from tickets.search.index import about_to_forget

    chosen = context.data["hidden_part"]
    rows = _same(chosen)
    about_to_forget()
    context.audience = _audience(context.subject, rows)
    context.notes["hidden"] = {"part": chosen.field, "for": context.audience}
    context.tell("personal_data", kind="personal_data")
    context.tell("owner")
    context.then.append(lambda finished: _put_away(finished, chosen.field, rows))


def _same(chosen) -> list:
    """Every row of its article with the same words; of title and body all their versions."""
    rows = type(chosen).objects.unscoped(WHY).filter(article_id=chosen.article_id, part=None, redacted=False)
    versions = Q(field=chosen.field) if chosen.field in VERSIONED else Q(pk=chosen.pk)
    return list(rows.filter(versions | Q(body=chosen.body)).order_by("pk"))


def _audience(article, rows: list) -> str:
    """Whoever read one of the rows may know that it was hidden."""
    shown = {article.shown_title_id, article.shown_body_id}
    is_open = any(row.pk in shown or row.audience == codes.Audience.ALL for row in rows)
    return codes.Audience.ALL if is_open else codes.Audience.OWN


def _put_away(context: Context, what: str, rows: list) -> None:
    from tickets.models import HiddenArticlePart

    article = context.root
    part = HiddenArticlePart.objects.create(
        article=article,
        what=what,
        event_seq=context.event.seq,
        at=context.at,
        hidden_by=context.actor.person,
        hidden_for=context.event.organisation,
    )
    words = {row.body for row in rows}
    part.kept = [_taken(row, ("body", "salt"), part=part) for row in rows]
    if article.title in words:
        part.kept.append(_taken(article, ("title",)))
    part.save(update_fields=["kept"])
    if not context.actor.is_system:
        _hide_in_tickets(context, part, words)


def _taken(row, columns: tuple[str, ...], **more) -> dict:
    """Put marks into the columns of a row; gives what they held."""
    values = {column: getattr(row, column) for column in columns}
    marks = {column: _stand_in(column, HIDDEN) for column in columns}
    type(row).objects.unscoped(WHY).filter(pk=row.pk).update(**marks, **more)
    return {"model": row._meta.label_lower, "pk": row.pk, "values": values}


def _stand_in(column: str, mark: str) -> str:
    return "" if column == "salt" else mark


# --- Settling ---


def settle(context: Context) -> None:
    """Back into sight, or gone for good here and wherever else the program keeps it."""
    from tickets.models import ArticleText
    from tickets.search.index import about_to_forget

    part = _chosen(context)
    is_removed = context.data["personal_data_verdict"] == codes.PersonalDataVerdict.REDACT
    rows = list(ArticleText.objects.unscoped(WHY).filter(part=part))
    context.audience = _audience(context.subject, rows)
    context.notes["settled"] = {"part": part.what, "verdict": str(context.data["personal_data_verdict"])}
    context.notes["settled"]["for"] = context.audience
    if is_removed:
        context.notes["removed"] = _named(rows, context.audience)
    context.tell("owner")
    about_to_forget()
    context.then.append(lambda finished: _decide(finished, part, is_removed=is_removed))


def _named(rows, audience: str) -> dict:
    """The texts that an event says were removed."""
    return {"texts": sorted([row.event_seq, row.field] for row in rows), "for": audience}


def _decide(context: Context, part, *, is_removed: bool) -> None:
    from tickets import forgetting

    kept, part.kept = part.kept, []
    part.verdict, part.settled_seq, part.settled_at = (
        context.data["personal_data_verdict"],
        context.event.seq,
        context.at,
    )
    part.settled_by, part.settled_for = context.actor.person, context.event.organisation
    part.save()
    for entry in kept:
        _give_back(entry, context.event.seq, is_removed=is_removed)
    if is_removed and not context.actor.is_system:  # what the program settles is forgotten with what led to it
        words = {entry["values"]["body"] for entry in kept if entry["values"].get("body")}
        forgetting.forget_of_article(context.root, words)
    _settle_in_tickets(context, part)


def _give_back(entry: dict, seq: int, *, is_removed: bool) -> None:
    """Put back what a row held, or a lasting mark; a title that was written anew meanwhile is left alone."""
    model = apps.get_model(entry["model"])
    rows = model.objects.unscoped(WHY).filter(pk=entry["pk"])
    for column, value in entry["values"].items():
        held = {column: _stand_in(column, HIDDEN)}
        rows.filter(**held).update(**{column: _stand_in(column, REMOVED) if is_removed else value})
    if "body" in entry["values"]:
        rows.update(**({"redacted": True, "removed_seq": seq} if is_removed else {"part": None}))


# --- The same words in tickets and articles ---


def _hide_in_tickets(context: Context, part, words: set[str]) -> None:
    """The same words in the tickets that the article was made from or used in are hidden by the program, too."""
    from tickets.forgetting import tickets_of
    from tickets.models import HiddenPart, TextVersion, Ticket

    ids = tickets_of(context.root)
    rows = TextVersion.objects.unscoped(WHY).filter(ticket_id__in=ids, body__in=words, part=None, redacted=False)
    while (row := rows.order_by("ticket_id", "pk").first()) is not None:
        data = {"hidden_part": row.part_key}
        event = perform_within(Ticket, row.ticket_id, "hide_personal_data", data=data, **_by_the_program(context))
        made = HiddenPart.objects.unscoped(WHY).filter(ticket_id=row.ticket_id, event_seq=event.seq)
        made.update(copy_of_article=part)


def _settle_in_tickets(context: Context, part) -> None:
    from tickets.models import HiddenPart, Ticket

    copies = HiddenPart.objects.unscoped(WHY).filter(copy_of_article=part, verdict="").order_by("ticket_id", "pk")
    for copy in list(copies):
        data = _verdict(context, copy) | {"reason": _with_another()}
        perform_within(Ticket, copy.ticket_id, "settle_personal_data", data=data, **_by_the_program(context))


def hide_copies(context: Context, ticket_ids, words: set[str], part) -> None:
    """In the articles made from these tickets, or used to answer them, the same words are hidden by the program."""
    from tickets.models import Article, ArticleText, HiddenArticlePart

    linked = Article.objects.unscoped(WHY).filter(Q(made_from__in=ticket_ids) | Q(uses__ticket__in=ticket_ids))
    rows = ArticleText.objects.unscoped(WHY).filter(
        article__in=linked.values("pk"), body__in=words, part=None, redacted=False
    )
    while words and (row := rows.order_by("article_id", "pk").first()) is not None:
        data = {"hidden_part": row.part_key}
        event = perform_within(Article, row.article_id, "hide_personal_data", data=data, **_by_the_program(context))
        made = HiddenArticlePart.objects.unscoped(WHY).filter(article_id=row.article_id, event_seq=event.seq)
        made.update(copy_of=part)


def settle_copies(context: Context, part, reason: str) -> None:
    """What was hidden in articles because of this part of a ticket is decided with it."""
    from tickets.models import Article, HiddenArticlePart

    copies = HiddenArticlePart.objects.unscoped(WHY).filter(copy_of=part, verdict="").order_by("article_id", "pk")
    for copy in list(copies):
        data = _verdict(context, copy) | {"reason": reason}
        perform_within(Article, copy.article_id, "settle_personal_data", data=data, **_by_the_program(context))


def _verdict(context: Context, part) -> dict:
    return {"settled_part": part.pk, "personal_data_verdict": context.data["personal_data_verdict"]}


def _by_the_program(context: Context) -> dict:
    return {"actor": SYSTEM, "via": context.via, "cause": f"step:{context.step.name}"}


def _with_another() -> str:
    """A reason is kept as it was written, so it is written in the language of the house."""
    with translation.override(settings.LANGUAGE_CODE):
        return gettext("Decided with a knowledge article that has the same text")


# --- Words that were removed elsewhere ---


def note_removal(context: Context) -> None:
    """Name the texts from which words were taken and that no event names yet."""
    from tickets.models import ArticleText

    rows = ArticleText.objects.unscoped(WHY).filter(article_id=context.root.pk, redacted=True, removed_seq=None)
    found = list(rows)
    context.audience = _audience(context.subject, found)
    context.notes["removed"] = _named(found, context.audience)
    context.tell("owner")
    context.then.append(lambda finished: _seal(finished, [row.pk for row in found]))


def _seal(context: Context, pks: list[int]) -> None:
    from tickets.models import ArticleText

    ArticleText.objects.unscoped(WHY).filter(pk__in=pks).update(removed_seq=context.event.seq)


def say_removed(article_ids: list[int]) -> None:
    """A step of each article, by the program, that names the texts from which words were taken just now."""
    from tickets.models import Article

    for pk in sorted(article_ids):
        perform_within(Article, pk, "note_removal", actor=SYSTEM, via="system", cause="personal_data")
