"""Fields that only the steps of a release ask for."""

from django.utils.translation import gettext_lazy as _

from engine.inputs import Input
from tickets.processes.release import codes


def _choices(of):
    return lambda: of.choices


WHAT = (
    Input("release_version", "text", _("Version"), _("As the vendor calls it."), stored="detail", max_length=40),
    Input("release_type", "choice", _("Type of release"), stored="detail", choices=_choices(codes.ReleaseType)),
    Input("target_start", "date", _("Target period, from"), stored="detail"),
    Input("target_end", "date", _("Target period, to"), stored="detail"),
    Input("rollout_mode", "choice", _("Rollout"), stored="detail", choices=_choices(codes.RolloutMode)),
)

SCOPE = (
    Input(
        "scope_items",
        "tickets",
        _("What the release contains"),
        _("Numbers of changes, problems and known errors. Those you leave out are taken out."),
    ),
    Input(
        "pending_items",
        "tickets",
        _("Of these, not authorised yet"),
        _("Their numbers: they are marked as pending."),
    ),
    Input("release_notes", "long_text", _("Release notes, draft"), _("What becomes different for those who use it.")),
)

DELIVERY = (
    Input(
        "delivered_scope",
        "integer",
        _("Number of the scope that it is built from"),
        _("It stands on the page of the release."),
        low=1,
        high=999,
    ),
    Input(
        "missing_items",
        "tickets",
        _("What the delivery lacks of the scope"),
        _("Numbers of the cases; leave it empty where everything is in it."),
    ),
    Input("build_id", "text", _("Build"), stored="detail", max_length=80),
    Input("known_errors_text", "long_text", _("Known errors of the delivery"), _("Write “none” where there are none.")),
    Input("install_guide", "long_text", _("Installation guide"), _("Or where it is found.")),
)

TESTING = (
    Input(
        "test_leader",
        "person",
        _("Test leader"),
        _("Leads the joint acceptance test."),
        stored="detail",
        audience="customer",
    ),
    Input("participating_regions", "organisations", _("Regions that take part"), _("They test, and report.")),
    Input("entry_criteria", "long_text", _("Criteria for the start"), _("What must be in place, and that it is.")),
    Input("training_material", "long_text", _("Training material"), _("What there is, and where it is found.")),
    Input(
        "release_change",
        "ticket",
        _("Change that authorises the rollout"),
        _("Its number. The rollout is approved when the change is authorised."),
        stored="detail",
        column="change",
    ),
    Input(
        "regulatory_note_read",
        "bool",
        _("I have read what the vendor says of regulations for medical devices"),
    ),
)

ROLLOUT = (
    Input("halt_ground", "choice", _("Ground"), stored="detail", choices=_choices(codes.HaltGround)),
    Input("affected_waves", "tags", _("Waves that are stopped"), _("Their numbers; none: all of them.")),
    Input("halt_incidents", "tickets", _("Incidents behind the stop"), _("Their numbers, separated by commas.")),
    Input(
        "els_exit_criteria", "long_text", _("Criteria for the end of early life support"), _("And that they are met.")
    ),
    Input("incident_trend", "long_text", _("How incidents developed"), _("During early life support.")),
    Input(
        "release_review", "long_text", _("Review of the release"), _("What went well, what did not, what was learnt.")
    ),
)

FIELDS = (*WHAT, *SCOPE, *DELIVERY, *TESTING, *ROLLOUT)
