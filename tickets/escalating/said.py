"""An escalation in words: what was raised, who was told, and which target nobody stood behind."""

from __future__ import annotations

from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext

from regions import directory
from sla.escalation_text import ASSIGNEE
from sla.models import Metric, Trigger
from tickets import codes
from tickets.escalating import holders
from tickets.models.audience import reads_audience

WAITS = {
    Trigger.HANDOFF_UNANSWERED: gettext_lazy("The hand-over has not been answered"),
    Trigger.HOLD_EXPIRED: gettext_lazy("The time to wait is over"),
    Trigger.SILENT: gettext_lazy("Nothing has happened in the case for long"),
    Trigger.APPROVAL_MISSING: gettext_lazy("An answer that was asked for has not come"),
    Trigger.BREACH_UNEXPLAINED: gettext_lazy("An exceeded time has no reason and owner"),
    Trigger.MAJOR_UNDECIDED: gettext_lazy("A proposed major incident has not been decided on"),
    Trigger.MAJOR_UNTOLD: gettext_lazy("The first status message has not come"),
    Trigger.MAJOR_SILENT: gettext_lazy("The next status message has not come"),
    Trigger.MAJOR_WATCHED: gettext_lazy("The next status message has not come"),
    Trigger.MAJOR_CROWDED: gettext_lazy("One person still has several duties"),
    Trigger.MAJOR_LEADERLESS: gettext_lazy("The major incident has no leader"),
    Trigger.MAJOR_UNDRAFTED: gettext_lazy("The review has not begun"),
    Trigger.MAJOR_UNREVIEWED: gettext_lazy("The review has not been held and signed"),
}


def headline(event) -> str:
    """What was raised, as one line: "75 % of the time for solution has passed"; "" for an event that raised nothing."""
    clock, said = event.changed.get("clock"), event.changed.get("escalation")
    if clock:
        return _of_clock(clock["percent"], clock["metric"])
    if said is None or said["trigger"] == Trigger.CLOCK:
        return ""
    return str(WAITS.get(said["trigger"], ""))


def _of_clock(percent: int, metric: str) -> str:
    named = {"percent": percent, "metric": metric_words(metric)}
    if percent == 100:
        return _("The time for %(metric)s has been exceeded") % named
    return _("%(percent)s %% of the time for %(metric)s has passed") % named


def metric_words(metric: str) -> str:
    """What is measured, inside a sentence: "solution", "first answer"."""
    label = str(Metric(metric).label) if metric in Metric.values else metric
    return label[:1].lower() + label[1:]


def lowered(event) -> str:
    """The headline inside a sentence."""
    line = headline(event)
    return line[:1].lower() + line[1:]


def working_time(minutes: int) -> str:
    """An amount of working time, which has no days: "45 h", "67 h 30 min", "15 min"."""
    hours, rest = divmod(minutes, 60)
    if not hours:
        return _("%(minutes)s min") % {"minutes": rest}
    return (_("%(hours)s h %(minutes)s min") if rest else _("%(hours)s h")) % {"hours": hours, "minutes": rest}


def capitalised(line: str) -> str:
    return line[:1].upper() + line[1:]


def pairs(event, actor) -> list[tuple[str, str]]:
    """Label and words of who was told and who could not be, for those who may know."""
    found = [(_("Told"), "; ".join(told(event, actor))), (_("Unstaffed"), "; ".join(unstaffed(event, actor)))]
    return [(label, words) for label, words in found if words]


def breach_words(event) -> str:
    """The reason and the owner that the event gave for an exceeded time."""
    said = event.changed.get("breach", {})
    if "code" not in said:
        return ""
    reason = str(codes.BreachReason(said["code"]).label)
    return f"{reason[:1].lower()}{reason[1:]} ({_place(said['owner'])})"


def told(event, actor) -> list[str]:
    """Who was told, a line a role and place, for those who may know: "Incident manager, the support (2 persons)"."""
    kept = _kept(event, actor)
    return [told_words(row["roles"], row["organisation"], len(row["people"])) for row in kept.get("told", ())]


def unstaffed(event, actor) -> list[str]:
    """Each target without anybody: "Incident manager is unstaffed – went to its leader"."""
    return [unstaffed_words(row) for row in _kept(event, actor).get("unstaffed", ())]


def told_words(roles, organisation_id: int, count: int) -> str:
    where = called(roles, organisation_id)
    return where if count < 2 else _("%(where)s (%(count)s persons)") % {"where": where, "count": count}


def unstaffed_words(row: dict) -> str:
    said = {"target": capfirst(called(row["roles"], row["organisation"]))}
    if "to_roles" not in row:
        if row["roles"] == [ASSIGNEE]:
            return _("Nobody at %(place)s is assigned, and nobody could be told instead") % {
                "place": _place(row["organisation"])
            }
        return _("%(target)s is unstaffed, and nobody could be told instead") % said
    said["instead"] = called(row["to_roles"], row["to_organisation"])
    if row["roles"] == [ASSIGNEE]:
        return _("The case is assigned to nobody – went to %(instead)s") % said
    return _("%(target)s is unstaffed – went to %(instead)s") % said


def called(roles, organisation_id: int) -> str:
    """Roles at an organisation, as people call them."""
    return _("%(roles)s, %(place)s") % {"roles": roles_words(roles), "place": _place(organisation_id)}


def roles_words(roles) -> str:
    known = holders.roles()
    words = [
        pgettext("target", "whoever it is assigned to") if slug == ASSIGNEE else known[slug].label
        for slug in roles
        if slug == ASSIGNEE or slug in known
    ]
    return _(" and ").join(words) if len(words) < 3 else _(" and ").join([", ".join(words[:-1]), words[-1]])


def _place(organisation_id: int) -> str:
    place = directory.organisation(organisation_id)
    return (place.short_name or place.name) if place else ""


def _kept(event, actor) -> dict:
    said = event.changed.get("escalated") or {}
    if not reads_audience(actor, said.get("for", event.audience), event.organisation_id):
        return {}
    return said
