"""The rows of an article: its events, every version of its words, and where it was of use. All written by steps."""

from django.conf import settings
from django.db import models
from django.db.models import Exists, F, OuterRef, Q

from engine.models import AbstractEvent
from regions.models import Organisation
from roles.scope import ScopedManager
from tickets import codes


def _of_article(actor) -> Q:
    from tickets.models.article import Article

    return Q(Exists(Article.objects.visible_to(actor).filter(pk=OuterRef("article_id"))))


def _by_writers(actor) -> Q:
    """Rows of articles that the actor's organisations own or review."""
    from tickets.models.article import writers_of

    own, reviews = writers_of(actor)
    found = Q(article__organisation_id__in=own)
    return found | Q(article__state="review") if reviews else found


class ArticleEvent(AbstractEvent):
    """What happened to an article: append-only (a trigger refuses the rest), chained as a ticket's events are."""

    article = models.ForeignKey("tickets.Article", on_delete=models.PROTECT, related_name="+")

    objects = ScopedManager()
    all_objects = models.Manager()

    class Meta(AbstractEvent.Meta):
        default_manager_name = "all_objects"
        constraints = [models.UniqueConstraint(fields=["article", "seq"], name="article_event_order")]

    @classmethod
    def scope(cls, actor) -> Q:
        return _of_article(actor) & (Q(audience=codes.Audience.ALL) | _by_writers(actor))

    @property
    def root_id(self):
        return self.article_id


class ArticleText(models.Model):
    """One version of the title, the body or of what was said about an article. Its event names it by `digest`.

    Hidden or removed, it holds a mark instead of its body, and no salt: `part` is the act that hid it, which keeps the
    words until it is decided; `redacted` says that they are gone for good, in whole or in part, and `removed_seq`
    which event of the article says so.
    """

    article = models.ForeignKey("tickets.Article", on_delete=models.PROTECT, related_name="+")
    event_seq = models.PositiveIntegerField()
    field = models.CharField(max_length=40)
    body = models.TextField()
    salt = models.CharField(max_length=32, blank=True)
    digest = models.CharField(max_length=64)
    audience = models.CharField(max_length=8, choices=codes.Audience.choices)
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+", null=True)
    author = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", null=True)
    redacted = models.BooleanField(default=False)
    removed_seq = models.PositiveIntegerField(null=True)
    part = models.ForeignKey("tickets.HiddenArticlePart", on_delete=models.PROTECT, related_name="+", null=True)

    objects = ScopedManager()
    all_objects = models.Manager()

    class Meta:
        default_manager_name = "all_objects"
        indexes = [models.Index(fields=["article", "field", "-event_seq"], name="article_text_current")]

    def __str__(self):
        return f"{self.field} {self.event_seq}"

    @property
    def is_hidden(self) -> bool:
        """Taken out of sight, not yet decided."""
        return self.part_id is not None and not self.redacted

    @property
    def part_key(self) -> str:
        """What it is called where a part of an article is named."""
        return f"text-{self.pk}"

    @classmethod
    def scope(cls, actor) -> Q:
        """What is published is for its readers; every other version for those who write."""
        shown = Q(pk=F("article__shown_title_id")) | Q(pk=F("article__shown_body_id"))
        return _of_article(actor) & (shown | Q(audience=codes.Audience.ALL) | _by_writers(actor))


class ArticleUse(models.Model):
    """The article was of use: to a person ("helped"), or in answering a ticket ("used")."""

    class Kind(models.TextChoices):
        HELPED = "helped"
        USED = "used"

    article = models.ForeignKey("tickets.Article", on_delete=models.PROTECT, related_name="uses")
    kind = models.CharField(max_length=8, choices=Kind.choices)
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", null=True)
    ticket = models.ForeignKey("tickets.Ticket", on_delete=models.PROTECT, related_name="+", null=True)
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["article", "user"], condition=Q(kind="helped"), name="article_helped_once"),
            models.UniqueConstraint(fields=["article", "ticket"], condition=Q(kind="used"), name="article_used_once"),
        ]
        indexes = [models.Index(fields=["ticket"], condition=Q(kind="used"), name="article_use_of_ticket")]

    def __str__(self):
        return f"{self.kind} {self.article_id}"
