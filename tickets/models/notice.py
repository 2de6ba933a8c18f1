"""What a person is told of a ticket in the program and in the daily mail, and how each person wants to be told."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from roles.models import Delegation
from roles.scope import ScopedManager
from tickets.models.article_rows import ArticleEvent
from tickets.models.event import Event


class Mailing(models.TextChoices):
    NOW = "now", _("At once")
    DAILY = "daily", _("In one mail a day")
    NEVER = "never", _("No mail")


# What a notice is of: the columns of one of these are filled, and no others.
THINGS = (("ticket", "event"), ("article_event",), ("delegation",), ("retirement",), ("safety_warning",))


def _of_one_thing() -> Q:
    found = Q()
    for thing in THINGS:
        found |= Q(**{f"{name}__isnull": name not in thing for names in THINGS for name in names})
    return found


class Notice(models.Model):
    """One person is told of one event: of a ticket, of an article, of a delegation (`what` says which), of a
    template that is retired or is used again (`what`), or of a danger with a version that her region runs, too.

    Holds no words: they are made when the list is read, for who may still read. `is_listed` stands in the list;
    `is_daily` goes into the daily mail, that of `mailed_on` once it is collected.
    """

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    ticket = models.ForeignKey("tickets.Ticket", on_delete=models.PROTECT, related_name="+", null=True)
    event = models.ForeignKey("tickets.Event", on_delete=models.PROTECT, related_name="+", null=True)
    article_event = models.ForeignKey("tickets.ArticleEvent", on_delete=models.PROTECT, related_name="+", null=True)
    delegation = models.ForeignKey("roles.Delegation", on_delete=models.PROTECT, related_name="+", null=True)
    retirement = models.ForeignKey(
        "tickets.TemplateRetirement", on_delete=models.PROTECT, related_name="+", null=True, db_index=False
    )
    safety_warning = models.ForeignKey(
        "tickets.SafetyWarning", on_delete=models.PROTECT, related_name="+", null=True, db_index=False
    )
    what = models.CharField(max_length=10, blank=True)
    category = models.CharField(max_length=20)
    is_listed = models.BooleanField(default=True)
    is_daily = models.BooleanField(default=False)
    mailed_on = models.DateField(null=True)
    read_at = models.DateTimeField(null=True)
    created_at = models.DateTimeField(default=timezone.now)

    objects = ScopedManager()
    all_objects = models.Manager()

    class Meta:
        default_manager_name = "all_objects"
        constraints = [
            models.UniqueConstraint(fields=["user", "event"], name="notice_once"),
            models.UniqueConstraint(
                fields=["user", "article_event"],
                condition=Q(article_event__isnull=False),
                name="notice_of_article_once",
            ),
            models.UniqueConstraint(
                fields=["user", "delegation", "what"],
                condition=Q(delegation__isnull=False),
                name="notice_of_delegation_once",
            ),
            models.UniqueConstraint(
                fields=["user", "retirement", "what"],
                condition=Q(retirement__isnull=False),
                name="notice_of_retirement_once",
            ),
            models.UniqueConstraint(
                fields=["user", "safety_warning"],
                condition=Q(safety_warning__isnull=False),
                name="notice_of_warning_once",
            ),
            models.CheckConstraint(condition=_of_one_thing(), name="notice_of_one_thing"),
        ]
        indexes = [
            models.Index(fields=["user", "-created_at", "-id"], condition=Q(is_listed=True), name="notice_newest"),
            models.Index(fields=["user"], condition=Q(is_listed=True, read_at=None), name="notice_unread"),
            models.Index(fields=["created_at"], condition=Q(is_daily=True, mailed_on=None), name="notice_to_mail"),
            models.Index(fields=["user", "mailed_on"], condition=Q(is_daily=True), name="notice_of_day"),
        ]

    def __str__(self):
        told = self.event_id or self.article_event_id or self.delegation_id or self.retirement_id
        told = told or self.safety_warning_id
        return f"{self.user_id} is told of {told}"

    @classmethod
    def scope(cls, actor) -> Q:
        """The actor's own, of what she may read now: the event, the article, a delegation from or to her, or the
        register of templates.
        """
        from tickets.models.article import Article

        event = Event.objects.visible_to(actor).filter(pk=OuterRef("event_id"))
        articles = Article.objects.visible_to(actor).values("pk")
        of_article = ArticleEvent.objects.unscoped("the article is read through the scope").filter(
            pk=OuterRef("article_event_id"), article__in=articles
        )
        mine = Q(giver_id=actor.person_id) | Q(receiver_id=actor.person_id)
        delegation = Delegation.objects.filter(mine, pk=OuterRef("delegation_id"))
        return Q(user_id=actor.person_id) & (
            Q(event__isnull=False) & Q(Exists(event))
            | Q(article_event__isnull=False) & Q(Exists(of_article))
            | Q(delegation__isnull=False) & Q(Exists(delegation))
            | (Q(retirement__isnull=False) if actor.is_customer_side else Q(pk__in=()))
            | (Q(safety_warning__isnull=False) if actor.is_customer_side else Q(pk__in=()))
        )


class NoticePreference(models.Model):
    """How a person wants to be told of one kind of event; without a row the kind's own way holds."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    category = models.CharField(max_length=20)
    is_listed = models.BooleanField()
    mailing = models.CharField(max_length=5, choices=Mailing.choices)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["user", "category"], name="notice_preference_once")]

    def __str__(self) -> str:
        return f"{self.user_id}: {self.category}"
