"""The panel of duties to report, and the drafts. Each reader sees the tracks of the own organisation alone."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Exists, OuterRef
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import path, reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.decorators.http import require_GET

from engine.explain import state_of
from sla import wording
from tickets import selectors
from tickets.models import RegulatoryTrack, TextVersion
from tickets.processes.regulatory import draft, legal, maker, regimes, rules
from tickets.processes.regulatory.codes import Regime, Stage
from tickets.processes.regulatory.opening import SETTLED
from tickets.processes.regulatory.regimes import REPORTS
from tickets.processes.regulatory.track import read_by
from tickets.web import fields
from tickets.web.found import found
from tickets.web.possible import part_actions, step_url

MARKS = {"assessing": "open", "reporting": "open", "not_reportable": "done", "done": "done"}


@dataclass(frozen=True)
class ReportRow:
    """One report of a track: when it is due, or when it was sent."""

    stage: str
    label: str
    due_at: datetime | None
    clock: str
    left: str
    sent: list
    draft_url: str
    draft: str = ""
    receipt: str = ""


@dataclass(frozen=True)
class LawRow:
    """One rule of the law that counts here: a threshold or a time, and where it stands."""

    words: str
    reference: str
    verified_at: date | None
    valid_from: date


@dataclass
class TrackRow:
    track: object
    law: str
    receiver: str
    duty: str
    event: str
    category: str
    reports: list[ReportRow]
    actions: list
    reason: str
    decision: str
    rules: list[LawRow]
    notices: list[maker.Notice]


@dataclass(frozen=True)
class Summary:
    """The panel in short, for the page of the case."""

    rows: list[tuple[str, str, str]]
    url: str
    tracks: list


@require_GET
def tracks(request, number: str):
    """Every track that the reader may see, with what is due and the drafts. 404 as the case itself."""
    ticket, now = found(number, request.actor), timezone.now()
    own, words = request.actor.organisation_ids, draft.words_of(ticket, request.actor)
    rows = [
        _row(one, request.actor, now, words=words if one.organisation_id in own else None)
        for one in selectors.tracks(ticket, request.actor)
    ]
    _add_words(rows, ticket, request.actor)
    assess = state_of(ticket, "assess_reporting", request.actor)
    context = {
        "ticket": ticket,
        "rows": rows,
        "assess_url": step_url(ticket, "assess_reporting") if assess and assess.allowed else "",
    }
    return render(request, "tickets/regulatory/tracks.html", context)


@require_GET
def draft_text(request, number: str, pk: int, stage: str):
    """The draft as a text file to open elsewhere. Nothing is sent."""
    ticket = found(number, request.actor)
    track = next((one for one in selectors.tracks(ticket, request.actor) if one.pk == pk), None)
    if track is None or track.regime == Regime.NOTICE or regimes.report_of(track.regime, stage) is None:
        raise Http404
    answer = HttpResponse(
        draft.text(track, stage, draft.words_of(ticket, request.actor)), content_type="text/plain; charset=utf-8"
    )
    answer["Content-Disposition"] = f'attachment; filename="{ticket.number}-{track.regime}-{stage}.txt"'
    return answer


def has_tracks(actor) -> dict:
    """Whether the reader may see any, asked along with the case's row (`ticket_called`)."""
    rows = RegulatoryTrack.objects.unscoped("of a case in scope, cut to the reader below").filter(read_by(actor))
    return {"has_tracks": Exists(rows.filter(ticket_id=OuterRef("pk")))}


def summary_of(ticket, actor, *, now: datetime) -> Summary | None:
    """How far the reader's tracks have come, law by law: what is next, and how many have got there."""
    found_rows = selectors.tracks(ticket, actor, in_short=True) if getattr(ticket, "has_tracks", True) else []
    if not found_rows:
        return None
    rows = []
    for regime in dict.fromkeys(one.regime for one in found_rows):
        of_law = [one for one in found_rows if one.regime == regime]
        settled = sum(one.state in SETTLED for one in of_law)
        said = _("%(done)s of %(all)s settled") % {"done": settled, "all": len(of_law)}
        left = _silent(of_law) if regime == Regime.NOTICE else ""
        rows.append((str(regimes.SHORT[Regime(regime)]), said, " ".join(filter(None, (_next_due(of_law, now), left)))))
    return Summary(rows, reverse("tickets:tracks", args=[ticket.number]), found_rows)


def _next_due(of_law: list, now: datetime) -> str:
    """The first time that waits, and whose it is."""
    waiting = [
        (due, str(one.stage.label), track)
        for track in of_law
        if track.state not in SETTLED
        for one in REPORTS[track.regime]
        if one.stage not in track.sent() and (due := track.due_at(one)) is not None
    ]
    if not waiting:
        return ""
    due, label, track = min(waiting, key=lambda row: row[0])
    said = {
        "what": label,
        "at": wording.exact_time(due),
        "whose": track.organisation.short_name or track.organisation.name,
    }
    if due < now:
        return _("%(what)s was due %(at)s, %(whose)s") % said
    return _("%(what)s no later than %(at)s, first %(whose)s") % said


def _silent(of_notice: list) -> str:
    """Who has not answered, as far as the reader may know of it."""
    names = [one.organisation.short_name or one.organisation.name for one in of_notice if one.state not in SETTLED]
    return _("Not answered: %(regions)s.") % {"regions": ", ".join(names)} if names else ""


def _row(track, actor, now: datetime, *, words: dict | None) -> TrackRow:
    """`words` are those of the case, for its own drafts; others save them as files."""
    return TrackRow(
        track=track,
        law=str(track.get_regime_display()),
        receiver=str(regimes.RECEIVERS[Regime(track.regime)]),
        duty=str(regimes.DUTIES[Regime(track.regime)]),
        event=_event(track),
        category=MARKS[track.state],
        reports=[_report(track, one, words, now) for one in REPORTS[track.regime]],
        actions=part_actions(track, actor, at=now),
        reason="",
        decision=_decision(track),
        rules=_rules(track),
        notices=maker.notices(track.ticket.pk) if track.regime == Regime.MAKER else [],
    )


def _rules(track) -> list[LawRow]:
    """What the law says of it, as it stood when the organisation knew: thresholds first, then times."""
    book, at = legal.book(), track.known_at or track.opened_at
    found_rules = [(one, one.words) for one in book.thresholds(track.regime, at.astimezone(track.zone).date())]
    for one in REPORTS[track.regime]:
        if one.is_asked:
            continue
        kinds = book.events_of(track.regime, one.stage) if one.by_event else [""]
        of_report = [one.rule(at, track.zone, kind, book) for kind in kinds]
        found_rules += [
            (rule, _("%(report)s: %(time)s") % {"report": rule.words, "time": rule.span}) for rule in of_report
        ]
    return [LawRow(words, rule.legal_reference, rule.verified_at, rule.valid_from) for rule, words in found_rules]


def _decision(track) -> str:
    """What was signed last, in words."""
    if track.regime == Regime.NOTICE:
        return str(track.get_answer_display())
    return _("Nothing to report") if track.state == "not_reportable" else _("It is to be reported")


def _event(track) -> str:
    """The kind of event that the times go by, where they do."""
    if not any(one.by_event for one in REPORTS[track.regime]):
        return ""
    return str(track.get_event_kind_display()) or _("Not stated. Until it is, the shortest time counts.")


def _report(track, one, words: dict | None, now: datetime) -> ReportRow:
    sent = [row for row in track.reports if row.stage == one.stage]
    is_open, is_notice = track.state not in SETTLED and not sent, track.regime == Regime.NOTICE
    due = track.due_at(one) if is_open else None
    clock, left = clock_of(one, track, due, now) if is_open else ("", "")
    may_draft = not is_notice and track.state not in SETTLED
    args = [track.ticket.number, track.pk, str(one.stage)]
    url = reverse("tickets:track_draft", args=args) if may_draft else ""
    is_drafted = not is_notice and words is not None and is_open and (one.after is None or due is not None)
    drafted = draft.text(track, one.stage, words) if is_drafted else ""
    return ReportRow(str(one.stage), str(one.stage.label), due, clock, left, sent, url, drafted, _receipt(track, one))


def _receipt(track, report) -> str:
    """Whether the manufacturer, which reads the case, has said that it has the notice."""
    if report.stage != Stage.TO_MAKER or report.stage not in track.sent() or not track.ticket.vendor_since:
        return ""
    at = track.sent().get(Stage.RECEIVED)
    if at is None:
        return _("The manufacturer has not confirmed that it has the notice.")
    return _("The manufacturer confirmed the notice %(at)s.") % {"at": wording.exact_time(at)}


def clock_of(one, track, due: datetime | None, now: datetime) -> tuple[str, str]:
    """The mark of the time that is left, and its words."""
    if one.is_asked:
        return "", _("When the authority asks for it")
    if one.is_prompt:
        return "risk", _("Without delay")
    if due is None:
        span = one.rule(now, track.zone).span
        return "", _("%(time)s after “%(stage)s” was sent") % {"time": span, "stage": one.after.label}
    if due <= now:
        return "over", pgettext("time", "%(span)s late") % {"span": wording.span(now - due)}
    began = regimes.began_at(one, aware_at=track.known_at, sent=track.sent())
    marked = regimes.warned_at(began, due, one.rule(began, track.zone, track.event_kind).marked_at)
    return ("risk" if marked <= now else "ok"), pgettext("time", "%(span)s left") % {"span": wording.span(due - now)}


def _add_words(rows: list[TrackRow], ticket, actor) -> None:
    """Why each decision was taken, and the copy of each report, as far as the reader reads them; one query."""
    sent = [report for row in rows for report in row.track.reports]
    seqs = {row.track.decided_seq for row in rows} | {one.event_seq for one in sent}
    texts = TextVersion.objects.visible_to(actor).filter(
        ticket_id=ticket.pk, field__in=("reason", "notice_measures", "report_copy"), event_seq__in=seqs - {0}
    )
    said = {(one.event_seq, one.field == "report_copy"): one.body for one in texts} if seqs - {0} else {}
    for row in rows:
        row.reason = said.get((row.track.decided_seq, False), "")
    for one in sent:
        one.copy = said.get((one.event_seq, True), "")


def _is_own_law(key: str, setting) -> bool:
    return key in rules.regimes_of(setting.actor, [one.pk for one in setting.organisations])


def _can_be_sent(key: str, setting) -> bool:
    """A report of the track's law that is not sent yet, and whose time has begun."""
    one, sent = regimes.report_of(setting.subject.regime, key), setting.subject.sent()
    return one is not None and (one.is_asked or key not in sent) and (one.after is None or one.after in sent)


fields.POSSIBLE.update({"report_regime": _is_own_law, "report_stage": _can_be_sent})
urlpatterns = [
    path("arenden/<number:number>/provning/", tracks, name="tracks"),
    path("arenden/<number:number>/provning/<int:pk>/utkast/<slug:stage>/", draft_text, name="track_draft"),
]
