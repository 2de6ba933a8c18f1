"""What a forum has decided, and deciding as its chair, over the API."""

from __future__ import annotations

from django.http import Http404
from django.utils.translation import gettext_lazy as _
from rest_framework.response import Response

from engine.errors import Done, Reason, Refused
from forums import actions, reading
from tickets.api import ballots, describe
from tickets.api.asked import fields_of, hat_of, once_of, parameters_of, replayed, version_of
from tickets.api.door import ApiView
from tickets.api.writes import id_of
from tickets.balloting import reading as votes
from tickets.models import Decision, Ticket

MOST = 100
MEMBERS = frozenset({"ticket", "step", "result", "text", "conditions", "dissent", "replaces"})
TEXTS = tuple(sorted(MEMBERS))


class Decisions(ApiView):
    @describe.forum_decisions
    def get(self, request, forum):
        """The newest hundred that the caller may read."""
        parameters_of(request, frozenset())
        rows = votes.decisions(self.actor, forum=_forum(forum).slug)[:MOST]
        return Response({"results": ballots.decided(list(rows), self.actor)})

    @describe.decide
    def post(self, request, forum):
        once = once_of(request, demanded=True)
        one, data, said = _forum(forum), fields_of(request, besides=MEMBERS), _texts(request)
        done = actions.decide(
            self.actor,
            id_of(Ticket, number=said["ticket"].upper()),
            forum=one,
            text=said["text"],
            result=said["result"],
            step=said["step"],
            conditions=said["conditions"],
            dissent=said["dissent"],
            replaces=self._replaced(one, said["replaces"]),
            data=data,
            via="api",
            version=version_of(request),
            hat=hat_of(request),
            once=once,
        )
        rows = votes.decisions(self.actor, forum=one.slug)
        event_id = done.outcome["event"] if isinstance(done, Done) else done.event_id
        (body,) = ballots.decided([rows.get(event_id=event_id)], self.actor)
        return Response(body, status=201, headers=replayed(isinstance(done, Done)))

    def _replaced(self, forum, named: str) -> Decision | None:
        if not named:
            return None
        year, _slash, number = named.partition("/")
        if year.isdecimal() and number.isdecimal() and len(named) < 12:
            found = reading.decision(self.actor, forum.slug, int(year), int(number))
            if found is not None:
                return found
        raise Refused(Reason("not_found", _("There is no such decision of the forum."), "replaces"))


def _forum(slug: str):
    found = reading.called(slug)
    if found is None:
        raise Http404
    return found


def _texts(request) -> dict[str, str]:
    """The members of the body that are text. Raises Refused for what is not."""
    said = {name: request.data.get(name) for name in TEXTS}
    faults = [
        Reason("not_text", _("Write this as text."), name)
        for name, value in said.items()
        if value is not None and not isinstance(value, str)
    ]
    faults += [
        Reason("required", _("%(field)s is missing. Fill it in.") % {"field": name}, name)
        for name in ("ticket", "result", "text")
        if not said[name]
    ]
    if faults:
        raise Refused(*faults)
    return {name: value or "" for name, value in said.items()}
