"""For which versions of its service an article holds; everybody who has stopped a rollout."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("tickets", "0041_action_of_the_manufacturer")]

    operations = [
        migrations.AddField(
            model_name="article",
            name="versions",
            field=models.CharField(blank=True, default="", max_length=120),
            preserve_default=False,
        ),
        migrations.AddField(model_name="releasedetail", name="halters", field=models.JSONField(default=list)),
        migrations.RunSQL(
            "update tickets_releasedetail set halters = jsonb_build_array(halted_by_id) where halter_signs",
            "update tickets_releasedetail set halter_signs = jsonb_array_length(halters) > 0",
        ),
        migrations.RemoveField(model_name="releasedetail", name="halter_signs"),
    ]
