"""Every field that a step may ask for, with the field's one label, place and circle of readers."""

from django.utils.translation import gettext_lazy as _

from engine.inputs import Input
from engine.step import steps
from tickets import codes
from tickets.processes import PROCESSES


def _choices(of):
    return lambda: of.choices


def _kinds():
    """The kinds that a case can go on as."""
    return [(slug, flow._meta.verbose_name) for slug, flow in PROCESSES.items() if "carry_on" in steps(flow)]


FIELDS = (
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
    Input(
        "patient_contact",
        "text",
        _("If the patient must be known"),
        _("How whoever needs it is told, for example by telephone to the ward. Never write here who it is."),
        audience="customer",
        max_length=200,
    ),
    Input("source", "choice", _("Source"), stored="detail", choices=_choices(codes.Source)),
    Input("tags", "tags", _("Tags"), stored="ticket"),
    Input("started_at", "datetime", _("Began (clock time in the business)"), stored="detail"),
    Input("affected_units", "text", _("Affected units"), _("Wards or clinics, separated by commas."), max_length=400),
    Input("whole_region", "bool", _("The whole region is affected"), stored="detail"),
    Input("affected_regions", "organisations", _("Affected regions"), _("Each of them will be able to read it.")),
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
        of_one=True,
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
    Input("files", "files", _("Files"), _("Text, CSV, JSON, XML, Word, Excel, PDF or a picture."), of_one=True),
    Input("image_checked", "bool", _("I have checked that the picture shows no details about patients"), of_one=True),
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
        of_one=True,
    ),
    Input(
        "audience_reviewed", "bool", _("I have gone through which notes and files the receiver will read"), of_one=True
    ),
    Input(
        "images_checked",
        "bool",
        _("I have checked that pictures and files show no details about patients"),
        of_one=True,
    ),
    Input("known_errors_searched", "bool", _("Known errors have been searched"), stored="detail", of_one=True),
    Input(
        "reproduced",
        "choice",
        _("Could the fault be reproduced?"),
        stored="detail",
        choices=_choices(codes.YesNo),
        of_one=True,
    ),
    Input("reproduction_steps", "long_text", _("Steps to reproduce the fault"), of_one=True),
    Input(
        "evidence",
        "long_text",
        _("Evidence (logs, pictures)"),
        _("Say which attached files show the fault."),
        of_one=True,
    ),
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
    Input("vendor_reference", "text", _("The vendor's reference"), stored="ticket", max_length=60, of_one=True),
    Input("expected_at", "datetime", _("Expected to be ready"), stored="ticket"),
    Input("planned_version", "text", _("Planned version"), stored="ticket", max_length=40),
    # Readers
    Input("to_organisation", "organisation", _("Organisation")),
    Input("to_person", "person", _("Person")),
    Input("to_role", "role", _("Role")),
    Input("share_level", "choice", _("What they may do"), choices=_choices(codes.GrantLevel)),
    Input("expires_at", "datetime", _("Until"), _("The share ends by itself then.")),
    Input("named_readers", "persons", _("Named readers")),
    Input("which_share", "share", _("Which share"), _("Leave it empty to end all of them."), of_one=True),
    # A region's own part of a shared incident
    Input(
        "leg_symptom",
        "long_text",
        _("What your region sees"),
        _("What the user sees. No details about patients."),
        audience="event",
        of_one=True,
    ),
    Input("leg_contact", "text", _("Your contact"), _("Who can be asked."), audience="customer", max_length=120),
    Input(
        "leg_units",
        "text",
        _("Affected units"),
        _("Wards or clinics, separated by commas."),
        stored="part",
        column="units",
        max_length=400,
    ),
    Input("leg_whole_region", "bool", _("The whole region is affected"), stored="part", column="whole_region"),
    Input(
        "leg_users_affected",
        "choice",
        _("Users affected"),
        stored="part",
        column="users_affected",
        choices=_choices(codes.UsersAffected),
    ),
    Input(
        "leg_patient_safety",
        "choice",
        _("Is patient safety affected?"),
        _("If you do not know, say so: it is followed up."),
        stored="part",
        column="patient_safety",
        choices=_choices(codes.PatientSafety),
    ),
    # Tasks and links
    Input("task_title", "text", _("Task"), audience="customer", max_length=160),
    Input("task_blocking", "bool", _("Must be done before the case is resolved")),
    Input("task_assignee", "person", _("Who does it"), audience="customer"),
    Input("task_due_at", "datetime", _("Done by")),
    Input("task", "integer", _("Task"), of_one=True),
    Input("other_ticket", "ticket", _("Other case"), _("Its number, for example INC-2026-000123.")),
    Input("link_kind", "choice", _("How they belong together"), choices=lambda: codes.LINKED_BY_HAND),
    Input("parent_ticket", "ticket", _("Main case"), _("Its number, for example INC-2026-000123.")),
    Input(
        "merged_tickets",
        "tickets",
        _("Cases that are the same"),
        _("Their numbers, separated by commas. What they describe is shown to those who read this case."),
        of_one=True,
    ),
    Input("merged_ticket", "ticket", _("Duplicate")),
    Input("proposed_solution", "long_text", _("Proposed solution"), audience="event"),
    Input("file", "integer", _("File"), of_one=True),
    # Personal data found afterwards
    Input(
        "hidden_part",
        "part",
        _("What is to be hidden"),
        _("It is hidden at once from everybody who reads it now."),
        of_one=True,
    ),
    Input(
        "settled_part",
        "integer",
        _("Hidden part"),
        _("Needed only where more than one waits for a decision."),
        audience="customer",
        of_one=True,
    ),
    Input(
        "personal_data_verdict",
        "choice",
        _("Decision"),
        _("What is removed cannot be brought back."),
        choices=_choices(codes.PersonalDataVerdict),
    ),
    Input(
        "replacement",
        "long_text",
        _("What shall stand instead"),
        _("Only when a field is removed: the same facts without personal data."),
        audience="event",
    ),
    # Knowledge articles
    Input("used_article", "article", _("Knowledge article used"), _("Its number, if the answer comes from one.")),
    Input(
        "article_title",
        "text",
        _("Title"),
        _("The question as the user asks it. No details about patients."),
        stored="ticket",
        column="title",
        max_length=160,
    ),
    Input(
        "article_body",
        "long_text",
        _("Text"),
        _("An empty line begins a paragraph, “- ” a list, “1. ” a numbered list, “## ” a heading."),
    ),
    Input("article_service", "service", _("Service"), stored="ticket", column="service"),
    Input(
        "article_versions",
        "text",
        _("Holds for versions"),
        _("For example 4.1–4.2; empty if it does not matter. Regions that run another version are not offered it."),
        stored="ticket",
        column="versions",
        max_length=120,
    ),
    Input(
        "article_domain",
        "choice",
        _("Business or technology"),
        stored="ticket",
        column="domain",
        choices=_choices(codes.ArticleDomain),
    ),
    Input(
        "article_audience",
        "choice",
        _("Who reads it"),
        stored="ticket",
        column="audience",
        choices=_choices(codes.ArticleAudience),
    ),
    Input(
        "article_organisations",
        "organisations",
        _("Chosen regions"),
        _("Only where chosen regions read it. Your own organisation always does."),
    ),
    Input("article_owner", "person", _("Owner"), stored="ticket", column="owner"),
    Input("article_feedback", "long_text", _("Feedback"), _("No details about patients.")),
    Input("review_months", "choice", _("Next review"), choices=lambda: codes.REVIEW_MONTHS),
    Input(
        "made_from",
        "ticket",
        _("Made from the case"),
        _("Its number. Readers of the article see it if they read the case."),
    ),
    Input("used_on", "ticket", _("Used in the case")),
    # An agreed time that was exceeded
    Input("breached_clock", "integer", _("Exceeded time"), of_one=True),
    Input("breach_reason", "choice", _("Why it was exceeded"), choices=_choices(codes.BreachReason)),
    Input("breach_owner", "organisation", _("Whose it was"), _("The organisation may dispute it.")),
    Input("breach_text", "long_text", _("More about the reason"), _("No details about patients."), audience="event"),
    Input("dispute_text", "long_text", _("Why it is disputed"), _("No details about patients."), audience="event"),
    # Known of imported cases only
    Input("log_team", "text", _("Team in the earlier system"), audience="customer", max_length=120),
)
