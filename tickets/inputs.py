"""Every field that a step may ask for, with the field's one label, place and circle of readers."""

from django.utils.translation import gettext_lazy as _

from engine.inputs import INPUTS, Input
from tickets import codes
from tickets.processes import PROCESSES


def _choices(of):
    return lambda: of.choices


def _kinds():
    return [(slug, workflow._meta.verbose_name) for slug, workflow in PROCESSES.items()]


INPUTS.add(
    # What the case is about
    Input(
        "title",
        "text",
        _("Title"),
        _("What does not work, in one line. No details about patients."),
        stored="ticket",
        max_length=160,
    ),
    Input("description", "long_text", _("Description"), _("What you want to know or have done.")),
    Input("symptom", "long_text", _("Symptom"), _("What the user sees. No details about patients.")),
    Input("service", "service", _("Affected service"), stored="ticket"),
    Input("version", "text", _("Version"), stored="detail", max_length=40),
    Input("environment", "choice", _("Environment"), stored="detail", choices=_choices(codes.Environment)),
    Input("contact", "text", _("Contact"), _("Who can be asked."), audience="customer", max_length=120),
    Input("callback", "text", _("Call-back"), _("Telephone or work e-mail."), audience="customer", max_length=120),
    Input("source", "choice", _("Source"), stored="detail", choices=_choices(codes.Source)),
    Input("tags", "tags", _("Tags"), stored="ticket"),
    Input("started_at", "datetime", _("Began (clock time in the business)"), stored="detail"),
    Input("affected_units", "text", _("Affected units"), _("Wards or clinics, separated by commas."), max_length=400),
    Input("whole_region", "bool", _("The whole region is affected"), stored="detail"),
    Input(
        "affected_regions", "organisations", _("Affected regions"), _("Each of them will be able to read the incident.")
    ),
    Input("users_affected", "choice", _("Users affected"), stored="detail", choices=_choices(codes.UsersAffected)),
    Input(
        "reserve_routine", "choice", _("Is there a reserve routine?"), stored="detail", choices=_choices(codes.YesNo)
    ),
    Input(
        "patient_safety",
        "choice",
        _("Is patient safety affected?"),
        _("If you do not know, say so: it is followed up."),
        stored="ticket",
        choices=_choices(codes.PatientSafety),
    ),
    Input(
        "confidential_wish",
        "choice",
        _("Should the case be confidential?"),
        choices=_choices(codes.YesNo),
        audience="customer",
    ),
    Input(
        "deviation_id",
        "text",
        _("Deviation number in the region's own system"),
        stored="detail",
        audience="customer",
        max_length=60,
    ),
    # Priority
    Input("impact", "choice", _("Impact"), stored="ticket", choices=_choices(codes.Impact)),
    Input("urgency", "choice", _("Urgency"), stored="ticket", choices=_choices(codes.Urgency)),
    Input(
        "priority_override",
        "choice",
        _("Other priority"),
        _("Only if the matrix is wrong for this case."),
        choices=_choices(codes.Priority),
    ),
    Input("override_reason", "long_text", _("Reason for the other priority"), audience="event"),
    Input("proposed_priority", "choice", _("Proposed priority"), stored="ticket", choices=_choices(codes.Priority)),
    Input(
        "contract_severity", "choice", _("Severity by the contract"), stored="detail", choices=_choices(codes.Priority)
    ),
    # Who works on it
    Input("team", "team", _("Team"), stored="ticket", audience="customer"),
    Input("assignee", "person", _("Assigned to"), stored="ticket", audience="customer"),
    Input("category_open", "choice", _("Category at opening"), stored="ticket", choices=_choices(codes.Category)),
    Input("category_close", "choice", _("Category at closing"), stored="ticket", choices=_choices(codes.Category)),
    # Waiting
    Input("hold_reason", "code", _("Reason for waiting"), choices=_choices(codes.HoldReason)),
    Input(
        "resume_at",
        "datetime",
        _("Resume at the latest"),
        _("Within 30 days. The case is then taken up again by itself."),
    ),
    Input("hold_question", "long_text", _("Question, or what is waited for"), audience="event"),
    Input("awaited_party", "organisation", _("Whose answer is awaited")),
    Input("supplier", "organisation", _("Third party"), audience="customer"),
    Input("supplier_reference", "text", _("The third party's reference"), audience="customer", max_length=60),
    # Words
    Input("reason", "long_text", _("Reason"), audience="event"),
    Input("comment", "long_text", _("Comment"), audience="event"),
    Input("what_remains", "long_text", _("What remains"), audience="event"),
    Input("question", "long_text", _("Question"), audience="event"),
    Input("note_text", "long_text", _("Note"), _("No details about patients."), audience="event"),
    Input("note_audience", "choice", _("Who will read it?"), choices=_choices(codes.Audience)),
    Input("files", "files", _("Files"), _("At most 25 MB each.")),
    Input("image_checked", "bool", _("I have checked that the picture shows no details about patients")),
    # Solution
    Input("answer", "long_text", _("Answer")),
    Input("solution", "long_text", _("Solution")),
    Input("cause_hint", "long_text", _("Probable cause"), _("What you believe; the root cause belongs in a problem.")),
    Input(
        "case_resolution",
        "code",
        _("Closing code"),
        stored="ticket",
        column="resolution",
        choices=_choices(codes.CaseResolution),
    ),
    Input(
        "incident_resolution",
        "code",
        _("Resolution code"),
        stored="ticket",
        column="resolution",
        choices=_choices(codes.IncidentResolution),
    ),
    Input(
        "case_reject",
        "code",
        _("Reason for turning it away"),
        stored="ticket",
        column="resolution",
        choices=_choices(codes.CaseReject),
    ),
    Input(
        "satisfaction",
        "integer",
        _("How satisfied are you (1–5)?"),
        stored="ticket",
        low=1,
        high=5,
        audience="customer",
    ),
    Input("satisfaction_comment", "long_text", _("Comment on satisfaction"), audience="customer"),
    Input("master_ticket", "ticket", _("Main case"), _("Its number, for example INC-2026-000123.")),
    Input("new_kind", "choice", _("New kind"), choices=_kinds),
    # Hand-over
    Input("handoff_reason", "code", _("Reason for handing over"), choices=_choices(codes.HandoffReason)),
    Input(
        "handoff_letter",
        "long_text",
        _("Letter of hand-over"),
        _("What is known, what has been tried, what you want."),
        audience="event",
    ),
    Input("audience_reviewed", "bool", _("I have gone through which notes and files the receiver will read")),
    Input("images_checked", "bool", _("I have checked that pictures and files show no details about patients")),
    Input("known_errors_searched", "bool", _("Known errors have been searched"), stored="detail"),
    Input("reproduced", "choice", _("Could the fault be reproduced?"), stored="detail", choices=_choices(codes.YesNo)),
    Input("reproduction_steps", "long_text", _("Steps to reproduce the fault")),
    Input("evidence", "long_text", _("Evidence (logs, pictures)"), _("Say which attached files show the fault.")),
    Input("wanted_outcome", "long_text", _("Wanted outcome")),
    Input("to_team", "team", _("Receiving team"), audience="customer"),
    Input(
        "return_reason",
        "code",
        _("Reason for returning"),
        stored="ticket",
        column="return_reason",
        choices=_choices(codes.ReturnReason),
    ),
    # Vendor
    Input("vendor_reference", "text", _("The vendor's reference"), stored="ticket", max_length=60),
    Input("expected_at", "datetime", _("Expected to be ready"), stored="ticket"),
    Input("planned_version", "text", _("Planned version"), stored="ticket", max_length=40),
    # Readers
    Input("to_organisation", "organisation", _("Organisation")),
    Input("to_person", "person", _("Person")),
    Input("to_role", "role", _("Role")),
    Input("share_level", "choice", _("What they may do"), choices=_choices(codes.GrantLevel)),
    Input("expires_at", "datetime", _("Until"), _("The share ends by itself then.")),
    Input("named_readers", "persons", _("Named readers")),
    # Tasks and links
    Input("task_title", "text", _("Task"), audience="customer", max_length=160),
    Input("task_blocking", "bool", _("Must be done before the case is resolved")),
    Input("task_assignee", "person", _("Who does it"), audience="customer"),
    Input("task_due_at", "datetime", _("Done by")),
    Input("task", "integer", _("Task")),
    Input("other_ticket", "ticket", _("Other case"), _("Its number, for example INC-2026-000123.")),
    Input("link_kind", "choice", _("How they belong together"), choices=_choices(codes.LinkKind)),
    Input("file", "integer", _("File")),
    # Known of imported cases only
    Input("log_team", "text", _("Team in the earlier system"), audience="customer", max_length=120),
)
