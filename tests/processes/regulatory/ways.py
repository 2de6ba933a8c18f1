"""The ways of the steps of a duty to report."""

from tests.processes.regulatory import opened
from tests.tickets.way import Way
from tickets.models import RegulatoryTrack

SENT = {"report_stage": "warning", "report_reference": "CERT-4711", "report_copy": "Avbrott i läkemedelslistan."}
WAYS = {
    RegulatoryTrack: {
        "record_knowledge": Way(opened.track, opened.security, lambda s: {"report_aware_at": opened.hours_ago(3)}),
        "state_event": Way(opened.makers, opened.vendor, {"device_event": "death"}),
        "state_action": Way(opened.makers, opened.vendor, {"action_reference": "FSCA-2026-014"}),
        "decide_reportable": Way(opened.track, opened.security),
        "mark_sent": Way(opened.track, opened.security, lambda s: SENT | {"report_sent_at": opened.hours_ago(1)}),
        "decide_not_reportable": Way(opened.track, opened.security, {"reason": "Under gränsen."}),
        "acknowledge": Way(opened.notice, opened.device_specialist, opened.ACKNOWLEDGED),
        "reopen": Way(opened.not_reportable, opened.security, {"reason": "Det varade längre."}),
        "confirm_receipt": Way(opened.told_to_maker, opened.vendor),
        "finish": Way(opened.all_sent, opened.security),
    },
}
ALONG = {RegulatoryTrack: {"open", "remind", "overdue", "notice_came", "receipt_came"}}
