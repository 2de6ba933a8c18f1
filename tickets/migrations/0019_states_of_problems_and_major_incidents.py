"""Which states problems, known errors and major incidents have, beside those of the processes before them."""

from django.db import migrations

STATES = {
    "general-case": [
        "draft", "submitted", "triage", "assigned", "in_progress", "on_hold", "resolved", "closed", "rejected",
        "cancelled", "duplicate", "reclassified",
    ],
    "incident": [
        "draft", "new", "triage", "assigned", "in_progress", "on_hold", "resolved", "closed", "cancelled",
        "duplicate", "reclassified",
    ],
    "problem": [
        "new", "assess", "rca", "known_error", "fix_in_progress", "verify", "resolved", "closed", "risk_accepted",
        "on_hold", "cancelled", "duplicate",
    ],
    "known-error": ["draft", "published", "under_change", "retired", "withdrawn"],
    "major-incident": [
        "candidate", "rejected", "declared", "investigating", "identified", "mitigating", "monitoring", "resolved",
        "review", "closed", "downgraded",
    ],
}  # fmt: skip
BEFORE = ("general-case", "incident")


def constraint(processes) -> str:
    known = " or ".join(
        f"(process = '{process}' and state in ({', '.join(repr(state) for state in STATES[process])}))"
        for process in processes
    )
    return (
        "alter table tickets_ticket drop constraint ticket_state_of_process;"
        f"alter table tickets_ticket add constraint ticket_state_of_process check ({known}) not valid;"
        "alter table tickets_ticket validate constraint ticket_state_of_process;"
    )


class Migration(migrations.Migration):
    dependencies = [("tickets", "0018_problems_and_known_errors")]

    operations = [migrations.RunSQL(constraint(STATES), constraint(BEFORE))]
