"""Knowledge articles with their own history, words and uses."""

import django.contrib.postgres.fields
import django.db.models.deletion
import django_fsm
from django.conf import settings
from django.db import migrations, models
from django.db.models.manager import Manager

import tickets.models.article_subject

WORDS = """
alter table tickets_articletext add column words tsvector
  generated always as (to_tsvector('pg_catalog.swedish', left(body, 200000))) stored;
create index article_text_words on tickets_articletext using gin (words);
"""
NO_WORDS = "alter table tickets_articletext drop column words;"
GUARD = """
create trigger tickets_article_born before insert on tickets_article
  for each row execute function engine_only_by_step();
create trigger tickets_article_changed before update on tickets_article
  for each row when (new.state is distinct from old.state or new.version is distinct from old.version)
  execute function engine_only_by_step();
create trigger tickets_article_stays before delete on tickets_article
  for each row execute function engine_append_only();
create trigger tickets_article_whole before truncate on tickets_article
  for each statement execute function engine_append_only();
create trigger tickets_articleevent_stays before update or delete on tickets_articleevent
  for each row execute function engine_append_only();
create trigger tickets_articleevent_whole before truncate on tickets_articleevent
  for each statement execute function engine_append_only();
"""
UNGUARD = "".join(
    f"drop trigger {table}_{name} on {table};"
    for table, names in {
        "tickets_article": ("born", "changed", "stays", "whole"),
        "tickets_articleevent": ("stays", "whole"),
    }.items()
    for name in names
)
MANAGED = {"default_manager_name": "all_objects"}
MANAGERS = [("all_objects", Manager())]
AUDIENCES = [
    ("own", "Own organisation"),
    ("customer", "The region and the support organisation"),
    ("all", "Everyone, also the vendor"),
]


def _to(model: str, name: str = "+", **options):
    return models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name=name, to=model, **options)


def _id():
    return models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")


def _person(**options):
    return _to(settings.AUTH_USER_MODEL, **options)


class Migration(migrations.Migration):
    dependencies = [("tickets", "0007_saved_views")]

    operations = [
        migrations.CreateModel(
            name="Article",
            fields=[
                ("id", _id()),
                ("number", models.CharField(max_length=24, unique=True)),
                ("state", django_fsm.FSMField(default="", editable=False, max_length=20, protected=True)),
                ("version", models.PositiveIntegerField(default=0)),
                ("title", models.CharField(max_length=160)),
                (
                    "domain",
                    models.CharField(
                        choices=[("verksamhet", "Clinical and business use"), ("teknik", "Technology")], max_length=12
                    ),
                ),
                (
                    "audience",
                    models.CharField(
                        choices=[
                            ("members", "All member regions and the support organisation"),
                            ("chosen", "Chosen regions only"),
                            ("customer", "The whole customer side, also IT and care providers"),
                            ("all", "Everyone, also the vendor"),
                        ],
                        max_length=10,
                    ),
                ),
                (
                    "chosen",
                    django.contrib.postgres.fields.ArrayField(models.BigIntegerField(), blank=True, default=list),
                ),
                ("edition", models.PositiveSmallIntegerField(default=0)),
                ("created_at", models.DateTimeField()),
                ("updated_at", models.DateTimeField()),
                ("published_at", models.DateTimeField(null=True)),
                ("review_at", models.DateTimeField(null=True)),
                ("helped", models.PositiveIntegerField(default=0)),
                ("used", models.PositiveIntegerField(default=0)),
                ("event_seq", models.PositiveIntegerField(default=0)),
                ("event_digest", models.CharField(default="0" * 64, max_length=64)),
                ("made_from", _to("tickets.ticket", null=True)),
                ("organisation", _to("regions.organisation")),
                ("owner", _person()),
                ("service", _to("regions.servicecomponent")),
                ("written_by", _person(null=True)),
            ],
            options=MANAGED | {"verbose_name": "Knowledge article"},
            bases=(tickets.models.article_subject.ArticleSubject, django_fsm.FSMModelMixin, models.Model),
            managers=MANAGERS,
        ),
        migrations.CreateModel(
            name="ArticleText",
            fields=[
                ("id", _id()),
                ("event_seq", models.PositiveIntegerField()),
                ("field", models.CharField(max_length=40)),
                ("body", models.TextField()),
                ("salt", models.CharField(max_length=32)),
                ("digest", models.CharField(max_length=64)),
                ("audience", models.CharField(choices=AUDIENCES, max_length=8)),
                ("article", _to("tickets.article")),
                ("author", _person(null=True)),
                ("organisation", _to("regions.organisation", null=True)),
            ],
            options=MANAGED
            | {"indexes": [models.Index(fields=["article", "field", "-event_seq"], name="article_text_current")]},
            managers=MANAGERS,
        ),
        migrations.CreateModel(
            name="ArticleEvent",
            fields=[
                ("id", _id()),
                ("seq", models.PositiveIntegerField()),
                ("subject_type", models.CharField(max_length=40)),
                ("subject_id", models.BigIntegerField()),
                ("step", models.CharField(max_length=60)),
                ("source", models.CharField(blank=True, max_length=30)),
                ("target", models.CharField(max_length=30)),
                ("at", models.DateTimeField()),
                ("via", models.CharField(max_length=10)),
                ("role", models.CharField(blank=True, max_length=80)),
                ("role_label", models.CharField(blank=True, max_length=120)),
                ("audience", models.CharField(max_length=8)),
                ("changed", models.JSONField(default=dict)),
                ("cause", models.CharField(blank=True, max_length=80)),
                ("imported", models.BooleanField(default=False)),
                ("digest", models.CharField(max_length=64)),
                ("acting_person", _person(null=True)),
                ("article", _to("tickets.article")),
                ("deputy_for", _person(null=True)),
                ("organisation", _to("regions.organisation", null=True)),
                ("user", _person(null=True)),
            ],
            options=MANAGED
            | {
                "ordering": ["seq"],
                "abstract": False,
                "constraints": [models.UniqueConstraint(fields=("article", "seq"), name="article_event_order")],
            },
            managers=MANAGERS,
        ),
        migrations.CreateModel(
            name="ArticleUse",
            fields=[
                ("id", _id()),
                ("kind", models.CharField(choices=[("helped", "Helped"), ("used", "Used")], max_length=8)),
                ("at", models.DateTimeField()),
                ("article", _to("tickets.article", "uses")),
                ("ticket", _to("tickets.ticket", null=True)),
                ("user", _person(null=True)),
            ],
            options={
                "indexes": [
                    models.Index(condition=models.Q(("kind", "used")), fields=["ticket"], name="article_use_of_ticket")
                ],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("kind", "helped")), fields=("article", "user"), name="article_helped_once"
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("kind", "used")), fields=("article", "ticket"), name="article_used_once"
                    ),
                ],
            },
        ),
        migrations.AddField("article", "shown_title", _to("tickets.articletext", null=True)),
        migrations.AddField("article", "shown_body", _to("tickets.articletext", null=True)),
        migrations.AddConstraint(
            "article",
            models.CheckConstraint(
                condition=models.Q(("state__in", ["draft", "review", "published", "retired"])),
                name="article_state_known",
            ),
        ),
        migrations.AddConstraint(
            "article",
            models.CheckConstraint(
                condition=models.Q(
                    models.Q(("state", "published"), _negated=True),
                    models.Q(("review_at__isnull", False), ("shown_body__isnull", False)),
                    _connector="OR",
                ),
                name="article_published_with_words",
            ),
        ),
        migrations.AddIndex("article", models.Index(fields=["service", "-published_at"], name="article_of_service")),
        migrations.RunSQL(WORDS, NO_WORDS),
        migrations.RunSQL(GUARD, UNGUARD),
    ]
