"""Keeping the access log: one row a person, organisation and ticket, moved forward at each reading."""

from django.db import connection

from roles.actor import Actor


def note_reading(ticket, actor: Actor, *, at) -> None:
    """Note that the actor's person opened the ticket at `at`; one statement, in or outside a transaction.

    Who looks through another's eyes leaves no trace in that name: the viewing's own log has it (roles.viewing).
    """
    hat = actor.preferred_hat()
    if hat is None or actor.person_id is None or actor.viewer is not None:
        return
    with connection.cursor() as cursor:
        cursor.execute(
            "insert into tickets_reading (ticket_id, user_id, organisation_id, at) values (%s, %s, %s, %s)"
            " on conflict (ticket_id, user_id, organisation_id) do update set at = excluded.at",
            [ticket.pk, actor.person_id, hat.organisation.pk, at],
        )
