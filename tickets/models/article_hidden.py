"""A part of an article that was taken out of sight as personal data: what is put away until it is decided."""

from django.conf import settings
from django.db import models
from django.db.models import Exists, OuterRef, Q

from regions.models import Organisation
from roles.scope import ScopedManager
from tickets import codes


def settles_article(actor, article) -> bool:
    """Whether the actor decides about hidden parts of the article, and so still reads them (law.md 3.2 step 4).

    Who looks through somebody's eyes reads them only where she decides about them herself.
    """
    if actor.viewer is not None and not settles_article(actor.viewer, article):
        return False
    places, is_everywhere = _decides(actor)
    return actor.is_system or is_everywhere or article.organisation_id in places


def _decides(actor) -> tuple[list[int], bool]:
    """The organisations whose articles the actor decides about, and whether she does about all."""
    hats = [hat for hat in actor.hats if "ticket.confidential" in hat.capabilities]
    return sorted({hat.organisation.pk for hat in hats}), any(hat.tier == "support" for hat in hats)


def awaits_decision_of(actor) -> Q:
    """Of articles: those with a part that waits for the actor's decision; a draft is read for that alone."""
    places, is_everywhere = _decides(actor)
    if not places:
        return Q(pk__in=[])
    waiting = HiddenArticlePart.objects.unscoped("the condition is the scope").filter(
        article_id=OuterRef("pk"), verdict=""
    )
    found = Q(Exists(waiting)) & (Q() if is_everywhere else Q(organisation_id__in=places))
    return found if actor.viewer is None else found & awaits_decision_of(actor.viewer)


class HiddenArticlePart(models.Model):
    """One act of hiding in an article. The rows it hid hold marks; their values lie in `kept` until it is decided.

    `kept` is a list of {"model", "pk", "values"}; empty once it is decided. `what` is the text's field. `copy_of` is
    the part of a ticket with the same words: it is settled with it.
    """

    article = models.ForeignKey("tickets.Article", on_delete=models.PROTECT, related_name="+")
    what = models.CharField(max_length=40)
    kept = models.JSONField(default=list)
    copy_of = models.ForeignKey("tickets.HiddenPart", on_delete=models.PROTECT, related_name="+", null=True)
    event_seq = models.PositiveIntegerField()
    at = models.DateTimeField()
    hidden_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", null=True)
    hidden_for = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+", null=True)
    verdict = models.CharField(max_length=8, blank=True, choices=codes.PersonalDataVerdict.choices)
    settled_seq = models.PositiveIntegerField(null=True)
    settled_at = models.DateTimeField(null=True)
    settled_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", null=True)
    settled_for = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+", null=True)

    objects = ScopedManager()
    all_objects = models.Manager()

    class Meta:
        default_manager_name = "all_objects"
        constraints = [
            models.CheckConstraint(
                condition=Q(verdict="") | Q(kept=[]), name="hidden_article_part_keeps_nothing_once_settled"
            ),
        ]
        indexes = [
            models.Index(fields=["article", "-at"], name="hidden_part_of_article"),
            models.Index(fields=["article"], condition=Q(verdict=""), name="hidden_article_part_undecided"),
        ]

    def __str__(self):
        return f"{self.what} {self.event_seq}"

    @classmethod
    def scope(cls, actor) -> Q:
        """The marks, for who reads the article; what is kept is shown to those who decide (`settles_article`)."""
        from tickets.models.article import Article

        return Q(Exists(Article.objects.visible_to(actor).filter(pk=OuterRef("article_id"))))

    def value(self, row, column: str):
        """What `column` of a hidden row held; None where this part keeps nothing of it."""
        label = row._meta.label_lower
        return next(
            (one["values"].get(column) for one in self.kept if (one["model"], one["pk"]) == (label, row.pk)), None
        )
