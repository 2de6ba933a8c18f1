import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("roles", "0003_role_changes")]

    operations = [
        migrations.CreateModel(
            name="Draft",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("form", models.CharField(help_text="The address that the form is sent to.", max_length=300)),
                ("fields", models.JSONField(help_text="Name and value of each field, in the order of the form.")),
                (
                    "is_cut",
                    models.BooleanField(default=False, help_text="A text with a personal number in it was left out."),
                ),
                ("saved_at", models.DateTimeField()),
                (
                    "discarded_at",
                    models.DateTimeField(help_text="Thrown away by its writer, who may take it back.", null=True),
                ),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
            ],
            options={
                "ordering": ["-saved_at", "-pk"],
                "indexes": [models.Index(fields=["saved_at"], name="draft_oldest")],
                "constraints": [models.UniqueConstraint(fields=("person", "form"), name="draft_one_a_form")],
            },
        ),
    ]
