"""The fields that the steps of a major incident and of its regions ask for."""

from django.utils.translation import gettext_lazy as _

from engine.inputs import Input
from tickets import codes as shared
from tickets.processes.major_incident import codes


def _choices(of):
    return lambda: of.choices


FIELDS = (
    # Proposing and declaring
    Input("linked_incidents", "tickets", _("Incidents"), _("Their numbers, separated by commas."), of_one=True),
    Input(
        "motivation",
        "long_text",
        _("Why this is a major incident"),
        _("All regions read it. No details about patients."),
        audience="event",
        of_one=True,
    ),
    Input(
        "hosting_fault",
        "bool",
        _("The fault lies in the vendor's own operation"),
        _("Then the vendor, too, may declare it."),
        stored="detail",
    ),
    Input("business_impact", "long_text", _("Impact on the business"), _("What care can no longer do. No patients.")),
    Input("mi_lead", "person", _("Leader"), audience="customer", of_one=True),
    Input("mi_communicator", "person", _("Communicator"), audience="customer", of_one=True),
    Input("mi_logger", "person", _("Log keeper"), audience="customer", of_one=True),
    Input("mi_technician", "person", _("Technician"), audience="customer", of_one=True),
    Input(
        "bridge", "text", _("Meeting link or telephone number"), stored="detail", audience="customer", max_length=200
    ),
    Input("known_at", "datetime", _("Known since"), _("When your organisation came to know of it."), stored="detail"),
    # The work
    Input("suspected_cause", "long_text", _("Suspected cause")),
    Input("confidence", "choice", _("How sure is it?"), stored="detail", choices=_choices(codes.Confidence)),
    Input("action_plan", "long_text", _("Plan")),
    Input("change_link", "ticket", _("Emergency change"), _("Its number."), stored="detail", column="change"),
    Input("no_change_reason", "long_text", _("Why it is done without a change"), audience="event"),
    Input("actions_taken", "long_text", _("What was done")),
    Input("restored_at", "datetime", _("Restored since"), stored="detail"),
    Input(
        "watch_period",
        "integer",
        _("Hours to watch it"),
        _("The usual time, if you leave it empty."),
        stored="detail",
        column="watch_hours",
        low=1,
        high=168,
    ),
    Input(
        "silent_regions",
        "organisations",
        _("Regions that have not answered"),
        _("Only after its reminders. Each is named in the record."),
        of_one=True,
    ),
    Input("status_text", "long_text", _("Status"), _("No details about patients."), audience="event"),
    # Duties
    Input("mi_duty", "choice", _("Duty"), choices=_choices(codes.Duty)),
    Input("new_person", "person", _("Who takes over"), audience="customer"),
    # Timeline
    Input("entry_text", "long_text", _("What happened"), _("No details about patients."), audience="event"),
    Input("happened_at", "datetime", _("When it happened"), _("Now, if you leave it empty.")),
    Input("corrected_entry", "integer", _("Corrects the entry"), of_one=True),
    # Status messages: their words are read in the message, by those whom it is for
    Input("message_situation", "long_text", _("Situation"), audience="own"),
    Input("message_impact", "long_text", _("Impact on users"), audience="own"),
    Input("message_reserve_routine", "long_text", _("Reserve routine to use"), audience="own"),
    Input("next_message_at", "datetime", _("Next message at")),
    Input("message_audience", "organisations", _("For which regions"), _("All of them, if you leave it empty.")),
    Input("message_number", "integer", _("Message"), _("Its number. The latest one, if you leave it empty.")),
    Input("correction", "long_text", _("Addition or correction"), audience="own"),
    Input("suffix_text", "long_text", _("What your region adds"), _("Read in the region only."), audience="own"),
    # The review
    Input("review_owner", "person", _("Responsible for the review"), stored="detail", audience="customer"),
    Input("invitees", "persons", _("Invited"), audience="customer"),
    Input("meeting_at", "datetime", _("Meeting"), stored="detail"),
    Input("review_draft_cause", "long_text", _("Cause"), audience="own"),
    Input("review_draft_well", "long_text", _("What worked well"), audience="own"),
    Input("review_draft_badly", "long_text", _("What did not work"), audience="own"),
    Input("review_draft_no_actions", "long_text", _("Why there are no actions"), audience="own"),
    Input("review_cause", "long_text", _("Cause")),
    Input("worked_well", "long_text", _("What worked well"), audience="customer"),
    Input("worked_badly", "long_text", _("What did not work"), audience="customer"),
    Input("no_actions_reason", "long_text", _("Why there are no actions"), audience="customer"),
    Input("action_text", "long_text", _("Action"), audience="customer"),
    Input("action_owner", "person", _("Who does it"), audience="customer"),
    Input("action_due_at", "datetime", _("Done by")),
    Input("action", "integer", _("Action"), of_one=True),
    # A region's row
    Input(
        "row_units",
        "text",
        _("Affected units"),
        _("Wards or clinics, separated by commas."),
        stored="part",
        column="units",
        max_length=400,
    ),
    Input(
        "row_users_affected",
        "choice",
        _("Users affected"),
        stored="part",
        column="users_affected",
        choices=_choices(shared.UsersAffected),
    ),
    Input(
        "row_reserve_routine",
        "choice",
        _("Is there a reserve routine?"),
        stored="part",
        column="reserve_routine",
        choices=_choices(shared.YesNo),
    ),
    Input(
        "told_by",
        "text",
        _("Who told it"),
        _("Name and role, as said on the telephone."),
        stored="part",
        audience="customer",
        max_length=120,
    ),
    Input("told_at", "datetime", _("When it was told"), stored="part"),
    Input("confirmed_restored_at", "datetime", _("When it worked again in the region"), stored="part"),
    Input(
        "impact_minutes", "integer", _("Minutes of impact"), stored="part", column="stated_minutes", low=0, high=600_000
    ),
    # Of the incidents that are part of it
    Input("major_ticket", "ticket", _("Major incident"), _("Its number.")),
)
