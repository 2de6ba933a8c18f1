"""Whether a mail may hold the title of a case: where its organisation has chosen that, and never of some cases."""

from __future__ import annotations

from engine.personal_data import detect_identifiers
from outbox import mailboxes
from roles.actor import Actor
from tickets import codes
from tickets.models import Article, HiddenArticlePart, HiddenPart, Ticket

WHY = "no title of what was hidden is mailed"


def are_chosen(reader: Actor) -> bool:
    """Whether every organisation that the reader works at, or reads for, has titles in its mails; one query."""
    places = set(reader.organisation_ids)
    home = reader.user.home_organisation_id if reader.user is not None else None
    return mailboxes.titles_shown(places | ({home} if home else set()))


def withheld(tickets: list[Ticket]) -> set[int]:
    """The keys of those whose titles never leave the house: confidential ones, and with personal data. One query."""
    hidden = HiddenPart.objects.unscoped(WHY).filter(ticket__in=[one.pk for one in tickets])
    kept = set(hidden.exclude(verdict=codes.PersonalDataVerdict.SHOW).values_list("ticket_id", flat=True))
    return kept | {one.pk for one in tickets if _is_delicate(one)}


def _is_delicate(ticket: Ticket) -> bool:
    return ticket.visibility == codes.Visibility.CONFIDENTIAL or bool(detect_identifiers(ticket.title))


def title_for(ticket: Ticket, reader: Actor) -> str:
    """The title of a case that the reader reads, for a mail to that reader; empty where it is not to be mailed."""
    return ticket.title if are_chosen(reader) and not withheld([ticket]) else ""


def title_of_article(article: Article, reader: Actor) -> str:
    """As `title_for`, of an article that the reader reads."""
    return article.title_for(reader) if are_chosen(reader) and not withheld_articles([article], reader) else ""


def withheld_articles(articles: list[Article], reader: Actor) -> set[int]:
    """As `withheld`, of the titles that the reader reads; one query where there are any."""
    if not articles:
        return set()
    hidden = HiddenArticlePart.objects.unscoped(WHY).filter(article__in=[one.pk for one in articles])
    kept = set(hidden.exclude(verdict=codes.PersonalDataVerdict.SHOW).values_list("article_id", flat=True))
    return kept | {one.pk for one in articles if detect_identifiers(one.title_for(reader))}
