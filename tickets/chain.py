"""The histories of tickets and articles, for `manage.py verify_history`: heads, events and the words events name."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from django.db.models import Exists, OuterRef

from engine import history
from engine.history import Fault, Head, text_digest
from engine.personal_data import REMOVED
from tickets.models import Article, ArticleEvent, ArticleText, Event, TextVersion, Ticket

WHY = "the history is verified as a whole"


@dataclass(frozen=True)
class Kept:
    """A kind of subject with the models of its events and words; `column` is their key to the subject."""

    name: str
    column: str
    subjects: type
    events: type
    texts: type
    related: tuple[str, ...] = ()  # rows of others that a text is looked up in

    def all(self):
        return self.subjects.objects.unscoped(WHY)

    def heads(self, after: int, limit: int) -> list[Head]:
        rows = self.all().filter(pk__gt=after).order_by("pk")
        columns = rows.values_list("pk", "number", "event_seq", "event_digest")[:limit]
        return [Head(pk, number or f"draft {pk}", seq, digest) for pk, number, seq, digest in columns]

    def events_of(self, pks: Sequence[int]):
        rows = self.events.objects.unscoped(WHY).filter(**{f"{self.column}__in": pks})
        return rows.order_by(self.column, "seq", "pk")

    def words(self, heads: Sequence[Head], events: Sequence) -> Iterator[Fault]:
        """A text that was rewritten, taken away or slipped in; one that was redacted by a step is empty and stands."""
        label = {head.pk: head.label for head in heads}
        rows = self.texts.objects.unscoped(WHY).filter(**{f"{self.column}__in": list(label)})
        rows = rows.select_related(*self.related) if self.related else rows
        kept = {(getattr(row, self.column), row.event_seq, row.field): row for row in rows}
        removed = {
            (event.root_id, event.seq, seq, field)
            for event in events
            for seq, field in event.changed.get("removed", {}).get("texts", ())
        }
        for event in events:
            for field, said in event.changed.items():
                if isinstance(said, dict) and "text" in said:
                    row = kept.pop((event.root_id, event.seq, field), None)
                    if row is None:
                        yield Fault(label[event.root_id], event.seq, f"text {field} is missing")
                    elif row.digest != said["text"] or not _holds(row, removed):
                        yield Fault(label[event.root_id], event.seq, f"text {field} was changed")
        for pk, seq, field in sorted(kept):
            yield Fault(label[pk], seq, f"text {field} was inserted")

    def strays(self) -> Iterator[tuple[str, int]]:
        homeless = self.events.objects.unscoped(WHY).filter(~Exists(self.all().filter(pk=OuterRef(self.column))))
        for pk, seq in homeless.values_list(self.column, "seq").iterator():
            yield f"{self.column.removesuffix('_id')} {pk}", seq


def _holds(row, removed: set) -> bool:
    """Whether the words are those of their event; what is put away for a decision is looked up where it lies.

    `removed` are the texts that events of articles say were removed: (article, event that says it, event, field).
    """
    if row.redacted and isinstance(row, ArticleText):
        return (row.article_id, row.removed_seq, row.event_seq, row.field) in removed and REMOVED in row.body
    if row.redacted:
        return True
    if row.part_id is not None:
        return text_digest(row.part.value(row, "body") or "", row.part.value(row, "salt") or "") == row.digest
    return text_digest(row.body, row.salt) == row.digest


KEPT = (
    Kept("tickets", "ticket_id", Ticket, Event, TextVersion, ("part",)),
    Kept("articles", "article_id", Article, ArticleEvent, ArticleText, ("part",)),
)


def register() -> None:
    for kept in KEPT:
        history.register(
            history.Chains(
                name=kept.name,
                count=lambda kept=kept: kept.all().count(),
                heads=kept.heads,
                events=kept.events_of,
                words=kept.words,
                strays=kept.strays,
            )
        )
