"""The text of a report, begun from what stands in the case. Somebody reads it, fills in the rest and sends it herself.

Always in Swedish, since authorities are its readers. Names of people, contacts and notes are left out.
"""

from __future__ import annotations

from dataclasses import dataclass

from django.conf import settings
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from regions import directory
from tickets.models import TextVersion
from tickets.processes.regulatory import regimes
from tickets.processes.regulatory.codes import Regime, Stage

LANGUAGE = "sv"
# The words of a case that a report may quote, the first that there is of each kind.
QUOTED = {
    "what": ("symptom", "description", "motivation"),
    "impact": ("business_impact",),
    "cause": ("cause_text", "suspected_cause", "cause_hint"),
    "measures": ("actions_taken", "solution", "action_plan"),
}
HIT_STATES = ("affected", "degraded", "restored", "confirmed")
MOST_QUOTED = 4_000


@dataclass(frozen=True)
class Facts:
    """What the case says that a report may say, by kind; empty where it says nothing."""

    words: dict[str, str]
    regions: list[str]
    own: list[tuple[str, str]]


def text(track, stage: str, words: dict[str, str]) -> str:
    """The draft of one report of a track, with the `words` of its case."""
    with translation.override(LANGUAGE):
        facts = facts_of(track, words)
        return "\n".join([*_head(track, stage), "", *_body(track, stage, facts), "", *_foot(track)]) + "\n"


def words_of(ticket, actor) -> dict[str, str]:
    """What a report may quote, by kind, as the reader may read the case; one query."""
    rows = TextVersion.objects.visible_to(actor).filter(ticket_id=ticket.pk, part=None, redacted=False)
    rows = rows.filter(field__in=[name for names in QUOTED.values() for name in names]).order_by("event_seq")
    newest = {row.field: row.body for row in rows}
    return {
        kind: next((newest[one] for one in names if one in newest), "")[:MOST_QUOTED] for kind, names in QUOTED.items()
    }


def facts_of(track, words: dict[str, str]) -> Facts:
    ticket = track.ticket
    parts = ticket.region_rows() if hasattr(ticket, "region_rows") else ticket.legs()
    hit = [one for one in parts if hasattr(one, "whole_region") or one.state in HIT_STATES]
    mine = next((one for one in hit if one.region_id == track.organisation_id), None)
    names = [directory.organisation(one.region_id).name for one in hit]
    return Facts(words, names, _own(mine))


def _own(part) -> list[tuple[str, str]]:
    """What the organisation says of its own part."""
    if part is None:
        return []
    told = [(_("Affected units"), part.units)]
    if getattr(part, "whole_region", False):
        told = [(_("Affected units"), _("The whole region"))]
    if part.users_affected:
        told.append((_("Users affected"), str(part.get_users_affected_display())))
    return [(label, words) for label, words in told if words]


def _head(track, stage: str) -> list[str]:
    return [
        _("DRAFT, not sent: %(stage)s") % {"stage": Stage(stage).label},
        str(Regime(track.regime).label),
        _line(_("To"), _receiver(track, Stage(stage))),
        _line(_("From"), directory.organisation(track.organisation_id).name),
        _line(_("Our case"), track.ticket.number),
        _line(_("Earlier reference numbers"), _references(track)),
    ]


def _receiver(track, stage: Stage) -> str:
    """The manufacturer by its name, where the case has one."""
    if stage == Stage.TO_MAKER and track.ticket.vendor_id:
        return directory.organisation(track.ticket.vendor_id).name
    return str(regimes.RECEIVER_OF.get(stage, regimes.RECEIVERS[Regime(track.regime)]))


def _references(track) -> str:
    rows = [f"{one.get_stage_display()} {one.reference}" for one in getattr(track, "reports", ()) if one.reference]
    return ", ".join(rows) or _("none")


def _body(track, stage: str, facts: Facts) -> list[str]:
    ticket, detail = track.ticket, track.ticket.detail()
    service = directory.service(ticket.service_id)
    began = getattr(detail, "started_at", None) or getattr(detail, "declared_at", None) or ticket.registered_at
    restored = getattr(detail, "restored_at", None) or ticket.resolved_at
    lines = [
        _line(_("Event"), ticket.title),
        _line(_("Service"), service.name if service else ""),
        _line(_("Began"), _moment(began)),
        _line(_("We came to know of it"), _moment(track.known_at)),
        _line(_("Restored"), _moment(restored) if restored else _("not yet, as this is written")),
        _line(_("Regions concerned"), ", ".join(facts.regions)),
        *([_line(pgettext("device", "Kind of event"), track.get_event_kind_display())] if track.event_kind else []),
        *(_line(label, words) for label, words in facts.own),
        *_paragraph(_("What has happened"), facts.words["what"]),
        *_paragraph(_("Impact"), facts.words["impact"]),
        *_paragraph(_("Suspected cause"), facts.words["cause"]),
        *_paragraph(_("Measures"), facts.words["measures"]),
    ]
    return lines + [_line(label, _("[fill in]")) for label in _asked(track.regime, stage)]


def _asked(regime: str, stage: str) -> list[str]:
    """What the authority asks for and no case says."""
    if regime == Regime.NIS2:
        asked = [_("Suspected to be unlawful or hostile"), _("Impact in other countries")]
        return asked if stage == Stage.WARNING else [*asked, _("Judgement of how serious it is")]
    if regime == Regime.GDPR:
        return [
            _("Kind and number of people concerned"), _("Kind and number of data concerned"),
            _("Likely consequences"), _("Have those concerned been told?"),
        ]  # fmt: skip
    if regime == Regime.LEX_MARIA:
        return [_("The care injury, or risk of one"), _("The internal investigation")]
    return [_("Product, version and identity number"), _("What it led to, or could have led to")]


def _foot(track) -> list[str]:
    product = directory.collaboration().name if directory.collaboration() else settings.PUBLIC_URL
    said = {"at": _moment(timezone.now()), "product": product}
    return [
        _line(_("Contact for questions"), _("[fill in]")),
        "",
        _("Drafted %(at)s from the case in %(product)s. Read it through: nothing has been sent.") % said,
    ]


def _line(label, words) -> str:
    return f"{label}: {words}"


def _paragraph(label: str, body: str) -> list[str]:
    return ["", f"{label}:", body or _("[fill in]")]


def _moment(at) -> str:
    if at is None:
        return _("[fill in]")
    return timezone.localtime(at).strftime("%Y-%m-%d %H.%M")
