"""Which processes and parts say in words of their own what has happened in a step, and what is asked of whom then."""

from tickets import telling
from tickets.balloting import saying as ballot
from tickets.deviations import saying as deviation
from tickets.processes.change import saying as change
from tickets.processes.change_template import saying as change_template
from tickets.processes.known_error import saying as known_error
from tickets.processes.major_incident import saying as major_incident
from tickets.processes.problem import saying as problem
from tickets.processes.regulatory import saying as regulatory
from tickets.processes.release import saying as release
from tickets.workflows import saying as every
from tickets.workflows import saying_incident as incident

SAYING = (
    ballot, change, change_template, deviation, every, incident, known_error, major_incident, problem, regulatory,
    release,
)  # fmt: skip


def register() -> None:
    """Hand the words to the mails and lists; called once, when the app is ready."""
    for one in SAYING:
        for about, happened, asked in one.SAYS:
            telling.say(about, happened, asked)
