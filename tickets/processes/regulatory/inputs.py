"""What the assessment of a duty to report asks for."""

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from engine.inputs import Input
from tickets.processes.regulatory.codes import DeviceEvent, NoticeAnswer, Regime, Stage

FIELDS = (
    Input("report_regime", "choice", _("Law"), choices=lambda: Regime.choices, of_one=True),
    Input(
        "report_aware_at",
        "datetime",
        _("When your organisation came to know of it"),
        _("The times of the law are counted from here, day and night."),
        stored="part",
        column="aware_at",
    ),
    Input(
        "report_significant_at",
        "datetime",
        _("When it was judged to be significant"),
        _("Only if it was before that. The times are counted from the earlier of the two."),
        stored="part",
        column="significant_at",
    ),
    Input(
        "device_event",
        "choice",
        pgettext_lazy("device", "Kind of event"),
        _("The time to report follows from it. It can be stated anew."),
        stored="part",
        column="event_kind",
        choices=lambda: DeviceEvent.choices,
        of_one=True,
    ),
    Input(
        "action_reference",
        "text",
        _("The number of the corrective action (FSCA)"),
        _("As the manufacturer gives it. The field safety notice bears it, too."),
        stored="part",
        audience="event",
        max_length=80,
    ),
    Input(
        "notice_reference",
        "text",
        _("The manufacturer's number of the notice"),
        _("FSN or FSCA, as it stands in the notice."),
        audience="customer",
        max_length=80,
    ),
    Input(
        "notice_summary",
        "long_text",
        _("What the regions have to do"),
        _("Attach the notice itself to the case. No details about patients."),
        audience="customer",
    ),
    Input(
        "notice_answer",
        "choice",
        _("Your region's answer"),
        stored="part",
        column="answer",
        choices=lambda: NoticeAnswer.choices,
        of_one=True,
    ),
    Input(
        "notice_measures",
        "long_text",
        _("What your region has done, or does"),
        _("No details about patients."),
        audience="event",
        of_one=True,
    ),
    Input("report_stage", "choice", _("What was sent"), choices=lambda: Stage.choices, of_one=True),
    Input("report_sent_at", "datetime", _("When it was sent"), of_one=True),
    Input(
        "report_reference",
        "text",
        _("The authority's reference number"),
        audience="event",
        max_length=80,
        of_one=True,
    ),
    Input(
        "report_copy",
        "long_text",
        _("Copy of what was sent"),
        _("No details about patients."),
        audience="event",
        of_one=True,
    ),
)
