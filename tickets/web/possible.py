"""What the reader can do with a ticket, its open hand-off and its regional parts: buttons, and why the rest cannot."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from engine.explain import StepState, add_who, steps_for
from engine.step import steps
from tickets.models.subject import PLACES
from tickets.web.sentence import joined

# Steps that stand where what they are about stands: by the notes, files, tasks and links, or at the head.
ELSEWHERE = frozenset(
    {
        "add_note",
        "attach",
        "watch",
        "unwatch",
        "confirm_file",
        "finish_task",
        "unlink",
        "join",
        "hide_personal_data",
        "settle_personal_data",
        "explain_breach",
        "dispute_breach",
        "record_decision",
        "put_to_vote",
        "mark_secrecy",
        "note_diary",
        "disclose",
    }
)
# Steps that are always there for those who hold a case; they are folded so that the next step is seen.
SELDOM = frozenset(
    {"ask", "add_task", "link", "share", "end_share", "widen", "narrow", "make_confidential", "lift_confidential"}
    | {"propose_priority", "link_vendor_reference", "set_planned_dates", "mark_duplicate", "reclassify", "cancel"}
    | {"hand_over_it", "tag", "merge", "put_under", "take_out"}
)
# What a process adds to the two for its own tickets; its pages say it (`place`).
MORE_ELSEWHERE: dict[str, set[str]] = {}
MORE_SELDOM: dict[str, set[str]] = {}
# By process: of the ticket, the names of the steps that are most likely now, in order. They stand before the others.
LIKELY: dict[str, Callable] = {}
# Steps with a page of their own, by process and name: its address, of the ticket. The pages of a process add theirs.
OWN_PAGES: dict[tuple[str, str], Callable] = {}
BLOCKED_SHOWN = 2
OF_A_PLACE = frozenset(f"not_{place}" for place in PLACES)
OF_ANOTHER_TYPE = "other_type"  # the reason of a step that cases of this type never take: it is not offered at all
MOST_NAMED = 3


@dataclass(frozen=True)
class Action:
    """A step as one row: a button or a link, or what stands in the way and who could."""

    name: str
    label: str
    url: str
    note: str
    version: int
    opens_form: bool
    reasons: tuple = ()
    who: str = ""


@dataclass
class Actions:
    """The rows of "What you can do"."""

    first: list[Action] = field(default_factory=list)
    more: list[Action] = field(default_factory=list)
    blocked: list[Action] = field(default_factory=list)
    blocked_more: list[Action] = field(default_factory=list)
    names: frozenset[str] = frozenset()

    def can(self, name: str) -> bool:
        return name in self.names


def place(
    process: str, *, elsewhere: Iterable[str] = (), seldom: Iterable[str] = (), likely: Callable | None = None
) -> None:
    """On the tickets of this process: steps that stand in a panel of theirs, that are folded, that come first."""
    if likely is not None:
        LIKELY[process] = likely
    MORE_ELSEWHERE.setdefault(process, set()).update(elsewhere)
    MORE_SELDOM.setdefault(process, set()).update(seldom)


def step_url(subject, name: str) -> str:
    """Where a step of a ticket, a hand-off, a leg or an article is taken."""
    if subject.kind == "article":
        return reverse("tickets:article_step", args=[subject.number, name])
    if subject.kind == "handoff":
        return reverse("tickets:handoff_step", args=[subject.ticket.number, subject.pk, name])
    if subject.kind == "leg":
        return reverse("tickets:leg_step", args=[subject.ticket.number, subject.region.slug, name])
    if subject.kind == "region_row":
        return reverse("tickets:row_step", args=[subject.ticket.number, subject.region.slug, name])
    if subject.kind == "deployment":
        return reverse("tickets:deployment_step", args=[subject.ticket.number, subject.region.slug, name])
    if subject.kind == "ballot":
        return reverse("tickets:ballot_step", args=[subject.ticket.number, subject.pk, name])
    if subject.kind == "track":
        return reverse("tickets:track_step", args=[subject.ticket.number, subject.pk, name])
    if own := OWN_PAGES.get((subject.process, name)):
        return own(subject)
    return reverse("tickets:step", args=[subject.number, name])


def actions_of(ticket, actor, *, at) -> Actions:
    """The steps of the ticket, the likely ones first; who could take the blocked ones costs one query."""
    states = steps_for(ticket, actor, at=at)
    found = Actions(names=frozenset(one.name for one in states if one.allowed))
    process = getattr(ticket, "process", "")  # an article is of none
    elsewhere = ELSEWHERE | MORE_ELSEWHERE.get(process, set())
    seldom = SELDOM | MORE_SELDOM.get(process, set())
    shown = [one for one in states if one.name not in elsewhere and (one.allowed or one.name != "answer")]
    shown = [one for one in shown if getattr(ticket, "is_offered", lambda _name: True)(one.name)]
    shown = [one for one in shown if all(why.code != OF_ANOTHER_TYPE for why in one.reasons)]
    for one in _likely_first(ticket, process, shown):
        if one.allowed:
            (found.more if one.name in seldom else found.first).append(_action(ticket, one, actor))
    if not found.first:
        found.first, found.more = found.more[:3], found.more[3:]
    blocked = [one for one in shown if not one.allowed]
    if blocked:
        add_who(ticket, blocked, actor, at=at)
    near = [_action(ticket, one, actor, who=who_words(one.who)) for one in blocked if not _is_far_off(one, seldom)]
    far = [_action(ticket, one, actor) for one in blocked if _is_far_off(one, seldom)]
    found.blocked, found.blocked_more = near[:BLOCKED_SHOWN], near[BLOCKED_SHOWN:] + far
    return found


def _likely_first(ticket, process: str, shown: list[StepState]) -> list[StepState]:
    if process not in LIKELY:
        return shown
    ranks = {name: rank for rank, name in enumerate(LIKELY[process](ticket))}
    return sorted(shown, key=lambda one: ranks.get(one.name, len(ranks)))


def part_actions(part, actor, *, at) -> list[Action]:
    """The steps of a hand-off or a leg that the actor can take now."""
    return [_action(part, one, actor) for one in steps_for(part, actor, at=at) if one.allowed]


def name_on_page(subject, name: str) -> str:
    """What marks a step on a page: that of a hand-over is told apart from one of the ticket that is called as it."""
    return f"handoff-{name}" if subject.kind == "handoff" and name in steps(type(subject.root)) else name


def _is_far_off(one: StepState, seldom: set[str]) -> bool:
    """A step of another state, or one seldom taken, is no help in what to do next."""
    return one.name in seldom or any(reason.code == "not_from_this_state" for reason in one.reasons)


def said_of(reasons: Iterable, who: str) -> tuple[tuple, str]:
    """Why not, and who could: where either of several places would do, each "only" would deny the other."""
    reasons = tuple(reasons)
    others = tuple(one for one in reasons if one.code not in OF_A_PLACE)
    if not who or len(reasons) - len(others) < 2:
        return reasons, who
    return (others, who) if others else ((who,), "")


def _action(subject, one: StepState, actor, *, who: str = "") -> Action:
    reasons, who = ((), "") if one.allowed else said_of(one.reasons, who)
    return Action(
        name=name_on_page(subject, one.name),
        label=one.label,
        url=step_url(subject, one.name),
        note=_note(one, actor),
        version=subject.version,
        opens_form=one.has_form or _must_choose_hat(one),
        reasons=reasons,
        who=who,
    )


def _must_choose_hat(one: StepState) -> bool:
    return len({hat.organisation.pk for hat in one.hats}) > 1


def _note(one: StepState, actor) -> str:
    """What the step does, and under which role where that is not the one the person says they act as."""
    if not one.allowed or not one.hats or _must_choose_hat(one) or actor.preferred_hat() in one.hats:
        return one.help
    return f"{one.help} {_('You do it as %(role)s.') % {'role': str(one.hats[0])}}"


def who_words(able: list) -> str:
    """Who could do it: the role, its organisation and, on the own side, the persons."""
    if not able:
        return ""
    named = [
        f"{one.role}, {one.organisation} ({', '.join(one.people)})" if one.people else f"{one.role}, {one.organisation}"
        for one in able[:MOST_NAMED]
    ]
    rest = len(able) - len(named)
    if rest:
        named.append(ngettext("%(count)s more role", "%(count)s more roles", rest) % {"count": rest})
    return _("Those who can: %(who)s.") % {"who": joined(named)}
