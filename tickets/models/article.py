"""Knowledge articles: what one region has learned, for all of them. Written, reviewed, published, revised, retired."""

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from django_fsm import FSMField, FSMModelMixin

from engine.history import START
from engine.step import SYSTEM_MAY, Who, step
from regions import directory
from regions.models import Organisation, ServiceComponent
from roles.scope import ScopedManager, ScopedQuerySet
from tickets import article_hiding, codes, publishing
from tickets.models.article_hidden import awaits_decision_of
from tickets.models.article_subject import ArticleSubject

WRITES = "knowledge.write"
OWNER = Who(WRITES, "article_owner", tiers=("region", "support"))
REVIEWER = Who(WRITES, "article_reviewer", tiers=("region", "support"))
SUPPORT = Who(WRITES, "support", tiers=("support",))
READER = Who("ticket.comment", "reader")
DECIDES = "ticket.confidential"
CONTENT = ("article_title", "article_body", "article_service", "article_domain", "article_audience")


def writers_of(actor) -> tuple[list[int], bool]:
    """The organisations that the actor writes articles for, and whether she reviews those of the others."""
    hats = [hat for hat in actor.hats if WRITES in hat.capabilities]
    return sorted({hat.organisation.pk for hat in hats}), any(hat.tier == "support" for hat in hats)


class Article(ArticleSubject, FSMModelMixin, models.Model):
    """`title` is as it is being written; readers are shown the texts `shown_title` and `shown_body`."""

    class States(models.TextChoices):
        DRAFT = "draft", pgettext_lazy("article", "Draft")
        REVIEW = "review", _("Under review")
        PUBLISHED = "published", _("Published")
        RETIRED = "retired", pgettext_lazy("article", "Retired")

    live = (States.DRAFT, States.REVIEW, States.PUBLISHED)
    terminal = ()  # what is retired can be taken up again
    birth = ("compose",)

    number = models.CharField(max_length=24, unique=True)
    state = FSMField(max_length=20, default="", protected=True, editable=False)
    version = models.PositiveIntegerField(default=0)
    title = models.CharField(max_length=160)
    service = models.ForeignKey(ServiceComponent, on_delete=models.PROTECT, related_name="+")
    domain = models.CharField(max_length=12, choices=codes.ArticleDomain.choices)
    audience = models.CharField(max_length=10, choices=codes.ArticleAudience.choices)
    versions = models.CharField(max_length=120, blank=True)  # of the service, that it holds for; none: for all
    chosen = ArrayField(models.BigIntegerField(), default=list, blank=True)  # organisations, for the audience "chosen"
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    owner = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    made_from = models.ForeignKey("tickets.Ticket", on_delete=models.PROTECT, related_name="+", null=True)
    shown_title = models.ForeignKey("tickets.ArticleText", on_delete=models.PROTECT, related_name="+", null=True)
    shown_body = models.ForeignKey("tickets.ArticleText", on_delete=models.PROTECT, related_name="+", null=True)
    edition = models.PositiveSmallIntegerField(default=0)  # how many times it has been published
    written_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", null=True)
    created_at = models.DateTimeField()
    updated_at = models.DateTimeField()
    published_at = models.DateTimeField(null=True)
    review_at = models.DateTimeField(null=True)
    helped = models.PositiveIntegerField(default=0)
    used = models.PositiveIntegerField(default=0)
    event_seq = models.PositiveIntegerField(default=0)
    event_digest = models.CharField(max_length=64, default=START)

    objects = ScopedManager()
    all_objects = models.Manager()

    class Meta:
        default_manager_name = "all_objects"
        verbose_name = _("Knowledge article")
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=["draft", "review", "published", "retired"]), name="article_state_known"
            ),
            models.CheckConstraint(
                condition=~Q(state="published") | Q(shown_body__isnull=False, review_at__isnull=False),
                name="article_published_with_words",
            ),
        ]
        indexes = [models.Index(fields=["service", "-published_at"], name="article_of_service")]

    def __str__(self):
        return self.number

    @classmethod
    def scope(cls, actor) -> Q:
        """What is published, for its circle; everything of its own for the organisation that owns it."""
        own = sorted(actor.organisation_ids)
        circle = Q(organisation_id__in=own) | Q(audience=codes.ArticleAudience.CHOSEN, chosen__overlap=own)
        audiences = set()
        if "support" in actor.tiers or any(one.pk in actor.organisation_ids for one in directory.regions()):
            audiences |= {codes.ArticleAudience.MEMBERS}
        if actor.tiers & {"region", "support"}:
            audiences |= {codes.ArticleAudience.CUSTOMER}
        if actor.tiers & {"region", "support", "vendor"}:
            audiences |= {codes.ArticleAudience.ALL}
        writes_for, reviews = writers_of(actor)
        written = Q(organisation_id__in=writes_for) | (Q(state="review") if reviews else Q())
        readable = Q(shown_body__isnull=False) & (circle | Q(audience__in=sorted(audiences)))
        readable |= written if writes_for else Q(pk__in=[])
        return readable | awaits_decision_of(actor) if actor.can("ticket.confidential") else readable

    @classmethod
    def lock(cls, pk, actor):
        """The article, locked against other writers. Needs a transaction; raises DoesNotExist."""
        return ScopedQuerySet(cls).visible_to(actor).select_for_update(of=("self",), no_key=True).get(pk=pk)

    @classmethod
    def lock_many(cls, pks, actor) -> list:
        """Those of the articles that nobody else is writing, locked by rising id. Needs a transaction."""
        rows = ScopedQuerySet(cls).visible_to(actor).filter(pk__in=pks).order_by("pk")
        return list(rows.select_for_update(of=("self",), no_key=True, skip_locked=True))

    # fmt: off
    @step("", States.DRAFT, _("Write an article"),
          by=(Who(WRITES, "anyone", tiers=("region", "support")),),
          needs=CONTENT, asks=("article_versions", "article_organisations", "made_from"),
          checks=(publishing.organisations_when_chosen,),
          does=(publishing.begin, publishing.choose_readers),
          audience=codes.Audience.OWN)
    def compose(self): "Your organisation's writers read the draft. It is published once a colleague has reviewed it."

    @step(States.DRAFT, None, _("Edit"),
          by=(OWNER,),
          needs=CONTENT, asks=("article_versions", "article_organisations"),
          checks=(publishing.organisations_when_chosen,),
          does=(publishing.choose_readers, publishing.state_versions, publishing.note_writer),
          audience=codes.Audience.OWN)
    def edit(self): "What is published stands until the new version is published."

    @step(States.DRAFT, States.REVIEW, _("Ask for review"),
          by=(OWNER,),
          asks=("comment",),
          does=(publishing.tell_reviewers,),
          audience=codes.Audience.OWN)
    def submit(self): "Another person who writes articles reads it and publishes it."

    @step(States.REVIEW, States.DRAFT, _("Send back"),
          by=(REVIEWER, SUPPORT),
          needs=("reason",),
          does=(publishing.tell_owner,),
          audience=codes.Audience.OWN)
    def send_back(self): "Say what must be changed."

    @step(States.REVIEW, States.PUBLISHED, _("Publish"),
          by=(REVIEWER, SUPPORT),
          needs=("review_months",),
          guards=(article_hiding.nothing_waits,),
          does=(publishing.publish, publishing.tell_owner),
          audience=codes.Audience.ALL)
    def publish(self): "From now on its readers see this version."

    @step(States.PUBLISHED, States.DRAFT, _("Revise"), by=(OWNER,), audience=codes.Audience.OWN)
    def revise(self): "Begin a new version. The published one stays readable until the new one is published."

    @step(States.REVIEW, States.DRAFT, _("Take back"),
          by=(OWNER,),
          audience=codes.Audience.OWN)
    def take_back(self): "Go on writing; nobody reviews it any longer."

    @step((States.DRAFT, States.REVIEW), States.PUBLISHED, _("Drop the revision"),
          by=(OWNER,),
          guards=(publishing.has_been_published, article_hiding.nothing_waits),
          does=(publishing.drop_revision,),
          audience=codes.Audience.OWN)
    def drop_revision(self): "The published version stands; the new one stays in the history."

    @step(States.PUBLISHED, None, _("It still holds"),
          by=(OWNER,),
          needs=("review_months",),
          does=(publishing.review_again,),
          audience=codes.Audience.ALL)
    def confirm(self): "You have read it through: nothing needs to be changed."

    @step(live, States.RETIRED, _("Retire"),
          by=(OWNER,),
          needs=("reason",),
          does=(publishing.retire,),
          audience=codes.Audience.ALL)
    def retire(self): "It is no longer found or proposed. Its address says that it is retired, and why."

    @step(States.RETIRED, States.DRAFT, _("Take up again"),
          by=(OWNER,),
          needs=("reason",),
          does=(publishing.start_over,),
          audience=codes.Audience.OWN)
    def take_up(self): "It becomes a draft, to be reviewed and published anew."

    @step(live, None, _("Change owner"),
          by=(OWNER,),
          needs=("article_owner",),
          does=(publishing.tell_owner,),
          audience=codes.Audience.OWN)
    def give(self): "Who answers for it, is told of feedback and reviews it in time."

    @step(live, None, _("It helped me"),
          by=(READER,),
          guards=(publishing.has_been_published, publishing.not_said_before),
          does=(publishing.count_help,),
          audience=codes.Audience.OWN, quiet=True)
    def help(self): "Counted once for each person. It shows which articles are worth keeping."

    @step(live, None, _("Give feedback"),
          by=(READER,),
          needs=("article_feedback",),
          guards=(publishing.has_been_published,),
          does=(publishing.tell_owner,),
          audience=codes.Audience.OWN, quiet=True)
    def feed_back(self): "What is wrong, missing or hard to follow. The owner is told."

    @step((*live, States.RETIRED), None, _("Used in a case"),
          by=(SYSTEM_MAY,),
          needs=("used_on",),
          does=(publishing.count_use,),
          audience=codes.Audience.OWN, quiet=True)
    def use(self): "A case was answered with it."

    @step(live, None, _("Due for review"),
          by=(SYSTEM_MAY,),
          does=(publishing.tell_owner,),
          audience=codes.Audience.OWN, quiet=True)
    def fall_due(self): "The owner is told that it is time to read it through."

    @step((*live, States.RETIRED), None, _("Hide personal data"),
          by=(READER, SYSTEM_MAY),
          needs=("hidden_part",),
          does=(article_hiding.hide,),
          audience=codes.Audience.OWN, quiet=True)
    def hide_personal_data(self): "Hidden at once; those who answer for information security decide what becomes of it."

    @step((*live, States.RETIRED), None, _("Settle hidden personal data"),
          by=(Who(DECIDES, "support", tiers=("support",)),
              Who(DECIDES, "article_owner", tiers=("region", "support")), SYSTEM_MAY),
          needs=("personal_data_verdict", "reason"), asks=("settled_part",),
          guards=(article_hiding.part_is_hidden,), checks=(article_hiding.part_is_chosen,),
          does=(article_hiding.settle,),
          audience=codes.Audience.OWN, quiet=True)
    def settle_personal_data(self): "Remove it for good, everywhere, or show it again to those who read it before."

    @step((*live, States.RETIRED), None, _("Personal data removed"),
          by=(SYSTEM_MAY,),
          does=(article_hiding.note_removal,),
          audience=codes.Audience.OWN, quiet=True)
    def note_removal(self): "Words that were removed as personal data elsewhere stood here too."
    # fmt: on
