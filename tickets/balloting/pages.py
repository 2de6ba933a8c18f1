"""The pages of votes: the ballot, its panel on the ticket's page, and the rows of the start page."""

from __future__ import annotations

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Exists, OuterRef, Q
from django.http import Http404
from django.shortcuts import render
from django.urls import NoReverseMatch, path, reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET

from engine.explain import state_of
from roles.kept import AnyOf
from roles.models import RoleAssignment
from sla import wording as times
from tickets.balloting import counting, freezing, frozen_text, reading, wording
from tickets.balloting.codes import BallotState, Choice, RejectReason
from tickets.models import BallotSeat, Vote
from tickets.processes import PROCESSES
from tickets.web import changes, fields, panels, phrases, receipts, start, turns
from tickets.web.fields import Setting
from tickets.web.forms import StepForm
from tickets.web.found import found
from tickets.web.possible import step_url

NARROWS = "only narrows what the reader reads"
CATEGORY = {"pending": "open", "passed": "done", "failed": "done", "voided": "done", "expired": "done"}
VOTES = ("vote", "consent")
ICONS = {"approve": "check", "condition": "note", "reject": "x", "abstain": "pause"}
MARKS = {
    "approve": "",
    "condition": "is-condition",
    "reject": "is-against",
    "abstain": "is-condition",
    "": "is-missing",
}


# --- The ballot ---


@require_GET
def ballot(request, number: str, pk: int):
    """What is voted on, who has voted and what is missing, and the reader's own vote. 404 as the ticket itself."""
    ticket = found(number, request.actor)
    freezing.only_looked_at(ticket)
    ballots = reading.ballots_of(ticket, request.actor)
    one = next((each for each in ballots if each.pk == pk), None)
    if one is None:
        raise Http404
    now = timezone.now()
    shown = reading.shown(one, request.actor, now=now)
    context = {
        "ticket": ticket,
        "ballot": one,
        "shown": shown,
        "rows": [_row(row) for row in shown.rows],
        "state": ticket.state_label(),
        "category": CATEGORY[one.state],
        "forum": _forum(one),
        "voted": wording.voted(shown.count),
        "frozen": frozen_text.lines(one, request.actor),
        "difference": frozen_text.difference(one, request.actor) if one.state != BallotState.PASSED else [],
        "facts": _facts(shown),
        "mine": _mine(request, one, now) if shown.is_open else None,
        "others": [each for each in ballots if each.stage == one.stage and each.pk != one.pk],
        "decisions": _decisions(ticket, request.actor, ballot_id=one.pk),
        "decide_url": _decide_url(one, request.actor),
    }
    return render(request, "forums/ballot.html", context)


def _row(row: reading.Row) -> dict:
    return {"row": row, "icon": ICONS.get(row.choice, "st-new"), "mark": MARKS[row.choice]}


def _forum(one) -> dict | None:
    """The forum's name and page; forums lie above, so they are met by their names of addresses alone."""
    if not one.forum:
        return None
    return {"name": forum_name(one.forum), "url": address("forums:forum", one.forum)}


def forum_name(slug: str) -> str:
    """What the forum is called; known to the pages of forums, which say it (`FORUM_NAMES`)."""
    return FORUM_NAME(slug) if FORUM_NAME else slug


FORUM_NAME = None  # set by the pages of forums: the name of a slug
LED = None  # set by the pages of forums: the slugs of the forums that an actor leads
# What a forum is to decide on without a vote: (actor, slug, now) -> tickets. The pages of a process add theirs.
AGENDA: list = []
LEADS = None  # set by the pages of forums: whether an actor leads the forum of a slug


def address(name: str, *parts) -> str:
    try:
        return reverse(name, args=parts)
    except NoReverseMatch:
        return ""


def led_by(actor) -> list[str]:
    """The forums that the actor leads."""
    return LED(actor) if LED else []


def _decide_url(one, actor) -> str:
    if not one.forum or LEADS is None or not LEADS(actor, one.forum):
        return ""
    if one.used_seq or one.state == BallotState.VOIDED:
        return ""
    return address("forums:decide", one.forum, one.ticket.number)


def _facts(shown: reading.Shown) -> list[dict]:
    """What the rule asks for and how far the votes have come."""
    count, rule = shown.count, shown.ballot.rule
    size = sum(seat.is_counted for seat in count.seats)
    found = [
        _fact(_("Votes"), _("%(voted)d of at least %(quorum)d"), voted=count.voted, quorum=count.quorum),
        _fact(
            _("Yes, with or without a condition"),
            _("%(for)d of at least %(needed)d"),
            note=wording.asked_of(rule),
            **{"for": count.votes_for, "needed": count.needed_for},
        ),
    ]
    if rule.veto:
        reasons = ", ".join(str(RejectReason(word).label) for word in rule.veto)
        names = wording.seat_names(count.seats)
        stopped = wording.listed([names[seat.key] for seat in count.vetoed_by])
        found.append({"label": _("Veto for: %(reasons)s") % {"reasons": reasons}, "value": stopped or _("None")})
    if any(not seat.is_counted for seat in count.seats):
        missing = wording.listed([wording.seat_name(seat) for seat in count.consents_missing])
        found.append(
            {
                "label": _("Consent to carrying it out"),
                "value": (missing and _("Missing")) or _("Answered"),
                "note": missing,
            }
        )
    found.append({"label": _("Who is silent"), "value": rule.get_silence_display()})
    found.append({"label": _("The vote is over"), "value": rule.get_closes_display()})
    return [one | {"size": size} for one in found]


def _fact(label: str, text: str, note: str = "", **said) -> dict:
    return {"label": label, "value": text % said, "note": note}


def _mine(request, one, now) -> dict | None:
    """The reader's own vote: the form, or why not; nothing for one who has no part in it."""
    for name in VOTES:
        state = state_of(one, name, request.actor, at=now)
        if state is None or not state.hats:
            continue
        hat = state.hats[0]
        own = [vote for vote in one.cast() if vote.person_id == request.actor.person_id]
        conflict = state_of(one, "declare_conflict", request.actor, at=now)
        setting = Setting(subject=one, actor=request.actor, hats=tuple(state.hats), at=now, step=name)
        form = StepForm(state, setting, version=one.version) if state.allowed else None
        if form and own and own[-1].choice in ICONS:
            form.initial["vote"] = own[-1].choice
        seat = one.seat_for(hat, request.actor, at=now)
        return {
            "form": form,
            "action": step_url(one, name),
            "label": state.label,
            "name": _whose(seat, hat),
            "deputy": _deputy(hat),
            "reasons": state.reasons,
            "conflict_url": step_url(one, "declare_conflict") if conflict and conflict.allowed else "",
            "choice": str(Choice(own[-1].choice).label) if own else "",
        }
    return None


def _whose(seat, hat) -> str:
    return wording.place_name(hat.organisation.pk) if len(seat.groups[0]) and seat else hat.organisation.name


def _deputy(hat) -> dict | None:
    """For whom the vote is given, and until which day; one query for a deputy."""
    if hat.deputy_for_id is None:
        return None
    until = RoleAssignment.objects.filter(pk=hat.assignment_id).values_list("valid_to", flat=True).first()
    return {"name": hat.deputy_for, "role": hat.label, "until": until}


fields.POSSIBLE["vote"] = lambda key, setting: setting.step != "consent" or key != Choice.ABSTAIN
fields.HINTS["vote"] = {"abstain": gettext_lazy("Counts as a vote, but not as a yes.")}


# --- On the ticket's page ---


def panel(read, actions) -> dict | None:
    """Each stage's newest vote in a sentence, and what was decided."""
    ticket, actor = read.ticket, read.actor
    ballots = [one for one in ticket.ballots() if one.is_read_by(actor)]
    decisions = _decisions(ticket, actor)
    if not ballots and not decisions:
        return None
    newest: dict[str, object] = {}
    for one in ballots:
        newest.setdefault(one.stage, one)
    rows = [_in_short(one, actor, read.now) for one in newest.values()]
    return {
        "template": "forums/panel.html",
        "ballots": rows,
        "decisions": decisions,
        "acts": any(row["vote"] for row in rows),
    }


def _in_short(one, actor, now) -> dict:
    return {
        "ballot": one,
        "name": one.rule.label,
        "label": one.state_label(),
        "category": CATEGORY[one.state],
        "sentence": "" if one.state == BallotState.VOIDED else counting.count(one, now).sentence,
        "url": reverse("tickets:ballot", args=[one.ticket.number, one.pk]),
        "forum": forum_name(one.forum) if one.forum else "",
        "vote": _still_asked(one, actor, now),
    }


def _still_asked(one, actor, now) -> str:
    """What the step is called by which this reader votes or answers, until she has; "" where she is not asked."""
    if one.state != BallotState.PENDING or any(vote.person_id == actor.person_id for vote in one.cast()):
        return ""
    states = (state_of(one, name, actor, at=now) for name in VOTES)
    return next((state.label for state in states if state is not None and state.allowed), "")


def _decisions(ticket, actor, *, ballot_id: int | None = None) -> list[dict]:
    """What forums have decided about the ticket, the newest first; one query."""
    rows = reading.decisions(actor, ticket=ticket)
    rows = list(rows if ballot_id is None else rows.filter(ballot_id=ballot_id))
    undone = {one.replaces_id for one in rows}
    return [
        {
            "decision": one,
            "forum": forum_name(one.forum),
            "url": address("forums:decision", one.forum, one.year, one.number),
            "undone": one.pk in undone,
        }
        for one in rows
    ]


for _slug, _workflow in PROCESSES.items():
    if _workflow.frozen:
        panels.add(_slug, panel)

phrases.PHRASES.update(
    {
        ("ballot", "open"): (gettext_lazy("opened a vote."), "forum"),
        ("ballot", "vote"): (gettext_lazy("voted: %(vote)s."), "check"),
        ("ballot", "consent"): (gettext_lazy("answered on consent: %(vote)s."), "check"),
        ("ballot", "declare_conflict"): (gettext_lazy("stated a conflict of interest and does not vote."), "lock"),
        ("ballot", "vote_by_telephone"): (gettext_lazy("noted a yes by telephone."), "check"),
        ("ballot", "remind"): (gettext_lazy("reminded those who have not voted."), "clock"),
        ("ballot", "settle"): (gettext_lazy("closed the time to vote."), "clock"),
        ("ballot", "pass"): (gettext_lazy("counted the votes: the vote passed."), "st-resolved"),
        ("ballot", "fail"): (gettext_lazy("counted the votes: the vote did not pass."), "st-cancelled"),
        ("ballot", "void"): (gettext_lazy("voided the votes, since what they were about has changed."), "undo"),
        ("ballot", "expire"): (gettext_lazy("let the vote lapse: too few voted in time."), "st-cancelled"),
        ("ticket", "record_decision"): (gettext_lazy("noted a decision."), "forum"),
        ("ticket", "put_to_vote"): (gettext_lazy("put it to the forum's vote."), "forum"),
    }
)
phrases.MINOR = phrases.MINOR | {("ballot", "open"), ("ballot", "settle")}
receipts.TEXTS.update(
    {
        ("ballot", "vote"): gettext_lazy("Your vote is saved."),
        ("ballot", "consent"): gettext_lazy("Your answer is saved."),
        ("ballot", "declare_conflict"): gettext_lazy("Your conflict of interest is noted. You do not vote."),
    }
)
changes.FACTS.update(
    {
        "decision": lambda said: f"{forum_name(said['forum'])} {wording.decision_words(said)}",
        "ballots_voided": lambda said: str(said["votes"]),
        "vote": lambda said: str(Choice(said["choice"]).label),
    }
)
changes.LABELS.update(
    {
        "decision": gettext_lazy("Decided in"),
        "ballots_voided": gettext_lazy("Votes voided"),
        "vote": gettext_lazy("Your vote"),
    }
)


# --- The start page ---


def _turns(actor) -> list:
    """A vote that waits for this person: at a seat of her roles, or of later ones where nobody wears those before."""
    at = turns.places(actor, "approval.sign", "forum.consent")
    if not at:
        return []
    today = timezone.localdate()
    here = RoleAssignment.objects.valid_on(today).filter(organisation_id=OuterRef("organisation_id"))
    mine = here.filter(user_id=actor.person_id)
    of_seat, later = Q(AnyOf("role__slug", OuterRef("roles"))), Q(AnyOf("role__slug", OuterRef("later_roles")))
    waiting = BallotSeat.objects.unscoped(NARROWS).filter(waiting=True, organisation_id__in=at)
    may = Q(Exists(mine.filter(of_seat))) | (Q(Exists(mine.filter(later))) & ~Q(Exists(here.filter(of_seat))))
    asked = Q(AnyOf("pk", ArraySubquery(waiting.filter(may, ~Q(Exists(_said_conflict(actor)))).values("ticket_id"))))
    return [turns.Turn("vote", asked & ~_is_bound(actor.person_id))]


# By process: whom else than the reporter its `bound_persons` name, as a condition on its cases; its pages say it.
MORE_BOUND: dict = {}


def _is_bound(person_id: int) -> Q:
    """Cases that the person has a part in, so that somebody else votes."""
    found = Q(reporter_id=person_id)
    for process, condition in MORE_BOUND.items():
        found |= Q(process=process) & condition(person_id)
    return found


def _said_conflict(actor):
    """That the person has stated a conflict of interest in the ballot of the seat."""
    votes = Vote.objects.unscoped(NARROWS).filter(ballot_id=OuterRef("ballot_id"), person_id=actor.person_id)
    return votes.filter(choice=Choice.CONFLICT)


def _makers(tickets, actor):
    """The rows of votes, each with its deadline; one query for all."""
    seats = BallotSeat.objects.unscoped(NARROWS).filter(
        waiting=True, organisation_id__in=actor.organisation_ids, ticket_id__in=[one.pk for one in tickets]
    )
    ballots = {one.ticket_id: one.ballot for one in seats.select_related("ballot").order_by("-ballot__deadline")}

    def row(ticket):
        one = ballots[ticket.pk]
        why = _("Your vote is missing. Vote no later than %(at)s.") % {"at": times.row_time(one.deadline)}
        url = reverse("tickets:ballot", args=[ticket.number, one.pk])
        label = _("Vote")
        return start.Row(ticket, url, start.titled(label, ticket), why, one.opened_at, [start.Act(label, url)])

    return row


turns.MORE_TURNS.append(_turns)
start.MORE_MAKERS["vote"] = _makers

urlpatterns = [
    path("arenden/<number:number>/omrostning/<int:pk>/", ballot, name="ballot"),
]
