"""Programme areas are a tag of changes as well as needs, have short names, and are edited by people with a log."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

# What people changed stays, and no area goes: old tags show it.
KEPT = """
create trigger tickets_programmeareachange_stays before update or delete on tickets_programmeareachange
  for each row execute function engine_append_only();
create trigger tickets_programmeareachange_whole before truncate on tickets_programmeareachange
  for each statement execute function engine_append_only();
create trigger tickets_programmearea_stays before delete on tickets_programmearea
  for each row execute function engine_append_only();
"""
UNDO = """
drop trigger tickets_programmearea_stays on tickets_programmearea;
drop trigger tickets_programmeareachange_whole on tickets_programmeareachange;
drop trigger tickets_programmeareachange_stays on tickets_programmeareachange;
"""


class Migration(migrations.Migration):
    dependencies = [
        ("engine", "0002_database_guard"),
        ("tickets", "0043_open_titles"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.RemoveConstraint(model_name="needarea", name="need_area_once"),
        migrations.RenameModel(old_name="NeedArea", new_name="TicketArea"),
        migrations.AddConstraint(
            model_name="ticketarea",
            constraint=models.UniqueConstraint(fields=("ticket", "area"), name="ticket_area_once"),
        ),
        migrations.AddField(
            model_name="programmearea",
            name="short_sv",
            field=models.CharField(blank=True, default="", max_length=40),
            preserve_default=False,
        ),
        migrations.AddField(
            model_name="programmearea",
            name="short_en",
            field=models.CharField(blank=True, default="", max_length=40),
            preserve_default=False,
        ),
        migrations.AddField(
            model_name="programmearea",
            name="edited_at",
            field=models.DateTimeField(null=True),
        ),
        migrations.CreateModel(
            name="ProgrammeAreaChange",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("before", models.JSONField(default=dict)),
                ("after", models.JSONField()),
                ("at", models.DateTimeField()),
                ("done_as", models.CharField(max_length=160)),
                ("reason", models.CharField(max_length=300)),
                (
                    "area",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="changes",
                        to="tickets.programmearea",
                    ),
                ),
                (
                    "by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={"ordering": ["-at", "-pk"]},
        ),
        migrations.RunSQL(KEPT, UNDO),
    ]
