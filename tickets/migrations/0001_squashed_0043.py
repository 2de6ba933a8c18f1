"""The first 43 migrations at once, for a database that has carried out none of them.

Where one of them was carried out, they go on one by one. `python -m bench.migrations` shows that both ways end alike.
"""

from importlib import import_module
from pathlib import Path

from django.db import migrations

from engine.tables_at_once import TablesAtOnce

STEPS = (
    "0001_tickets",
    "0002_guards_and_ledger",
    "0003_states_of_each_process",
    "0004_legs",
    "0005_search",
    "0006_files",
    "0007_saved_views",
    "0008_articles",
    "0009_grants_by_reason",
    "0010_bulk_left_at",
    "0011_words_of_articles",
    "0012_awaits_reporter",
    "0013_notices",
    "0014_clocks",
    "0015_breach_explanations",
    "0016_notices_of_articles",
    "0017_common_words",
    "0018_problems_and_known_errors",
    "0019_states_of_problems_and_major_incidents",
    "0020_major_incidents",
    "0021_regulatory_tracks",
    "0022_processes_in_folders",
    "0023_ballots",
    "0024_changes",
    "0025_change_calendar",
    "0026_device_events",
    "0027_late_changes",
    "0028_watch_hours",
    "0029_releases",
    "0030_deployments",
    "0031_deviations",
    "0032_acceptance",
    "0033_risk_questions",
    "0034_report_rules",
    "0035_fewer_indexes",
    "0036_catalogue",
    "0037_orders",
    "0038_quotes_and_solidarity",
    "0039_order_rows",
    "0040_needs",
    "0041_action_of_the_manufacturer",
    "0042_versions_of_articles",
    "0043_open_titles",
)
WITHOUT_MODELS = Path(__file__).with_suffix(".sql").read_text(encoding="utf-8")


def _operations():
    return [one for name in STEPS for one in import_module(f"tickets.migrations.{name}").Migration.operations]


class Migration(migrations.Migration):
    initial = True
    replaces = [("tickets", name) for name in STEPS]
    dependencies = [
        ("auth", "0012_alter_user_first_name_max_length"),
        ("engine", "0002_database_guard"),
        ("regions", "0003_region_measures"),
        ("roles", "0007_groups_that_order"),
        ("sla", "0003_agreements"),
    ]
    operations = [TablesAtOnce(_operations()), migrations.RunSQL(WITHOUT_MODELS, migrations.RunSQL.noop)]
