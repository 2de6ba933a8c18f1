"""A state cannot be invented: which states each process has. A test compares this with the workflows."""

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
}  # fmt: skip


class Migration(migrations.Migration):
    dependencies = [("tickets", "0002_guards_and_ledger")]

    operations = [
        migrations.RunSQL(
            "alter table tickets_ticket add constraint ticket_state_of_process check ("
            + " or ".join(
                f"(process = '{process}' and state in ({', '.join(repr(state) for state in states)}))"
                for process, states in STATES.items()
            )
            + ");",
            "alter table tickets_ticket drop constraint ticket_state_of_process;",
        )
    ]
