"""The register of templates that all regions read, and what regional experts have said of an order."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from regions.models import Collaboration, Organisation
from roles.scope import ScopedManager
from tickets.models.audience import of_readable_tickets
from tickets.processes.service_request.experts.codes import Opinion, TemplateKind, TemplateState


def _text():
    return models.ForeignKey("tickets.TextVersion", on_delete=models.PROTECT, related_name="+", null=True)


class TemplateRecord(models.Model):
    """A template that a forum has decided on. It came with the data files, or of an order.

    Of an order its words are those that the forum wrote for everybody (`name_text`, `purpose_text`): removed there,
    they are gone here. Nothing else of the order is told. `region` is empty for a joint one.
    """

    collaboration = models.ForeignKey(Collaboration, on_delete=models.PROTECT, related_name="+")
    slug = models.SlugField(max_length=80)
    kind = models.CharField(max_length=10, choices=TemplateKind.choices)
    name = models.CharField(max_length=160, blank=True)
    purpose = models.CharField(max_length=600, blank=True)
    region = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+", null=True, blank=True)
    state = models.CharField(max_length=8, choices=TemplateState.choices, default=TemplateState.IN_USE)
    since = models.DateField()  # it has stood so
    decision = models.CharField(max_length=140)  # forum, year and number: “slug 2024 § 7”
    name_text, purpose_text = _text(), _text()
    order = models.ForeignKey("tickets.Ticket", on_delete=models.PROTECT, related_name="+", null=True, db_index=False)
    replaces = models.ForeignKey("self", on_delete=models.PROTECT, related_name="+", null=True, blank=True)

    objects = ScopedManager()
    all_objects = models.Manager()

    class Meta:
        default_manager_name = "all_objects"
        ordering = ["kind", "slug"]
        constraints = [
            models.UniqueConstraint(fields=["collaboration", "slug"], name="template_record_slug_once"),
            models.UniqueConstraint(
                fields=["order"], condition=~Q(state=TemplateState.DROPPED), name="template_record_of_order_once"
            ),
            models.CheckConstraint(condition=Q(state__in=TemplateState.values), name="template_record_state_known"),
            models.CheckConstraint(
                condition=(Q(order=None, name_text=None, purpose_text=None) & ~Q(name=""))
                | Q(order__isnull=False, name_text__isnull=False, purpose_text__isnull=False, name="", purpose=""),
                name="template_record_words_in_one_place",
            ),
        ]

    def __str__(self):
        return self.slug

    @classmethod
    def scope(cls, actor) -> Q:
        """The customer's side reads all of it; the vendor nothing."""
        return Q() if actor.is_system or actor.is_customer_side else Q(pk__in=())


class TemplateRetirement(models.Model):
    """A template is not used any more from a day on, by its forum's decision. Undone, the row stays and counts no more.

    What is written in it is read by all regions, as the register is.
    """

    record = models.ForeignKey(TemplateRecord, on_delete=models.PROTECT, related_name="+")
    retires_on = models.DateField()
    reason = models.CharField(max_length=600)
    decision = models.CharField(max_length=140)  # forum, year and number: “slug 2026 § 7”
    at = models.DateTimeField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    by_as = models.CharField(max_length=240)  # the role, in words of that day
    undone_at = models.DateTimeField(null=True)
    undone_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", null=True)
    undone_as = models.CharField(max_length=240, blank=True)

    objects = ScopedManager()
    all_objects = models.Manager()

    class Meta:
        default_manager_name = "all_objects"
        constraints = [
            models.UniqueConstraint(
                fields=["record"], condition=Q(undone_at=None), name="template_retirement_stands_once"
            ),
            models.CheckConstraint(
                condition=Q(undone_at=None, undone_by=None, undone_as="")
                | Q(undone_at__isnull=False, undone_by__isnull=False) & ~Q(undone_as=""),
                name="template_retirement_undone_whole",
            ),
        ]

    def __str__(self):
        return f"{self.record_id} from {self.retires_on}"

    @classmethod
    def scope(cls, actor) -> Q:
        return TemplateRecord.scope(actor)


class ExpertOpinion(models.Model):
    """What somebody said of an order for her region, as an expert. Never changed: a later one stands beside it."""

    ticket = models.ForeignKey("tickets.Ticket", on_delete=models.PROTECT, related_name="+")
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    role_label = models.CharField(max_length=120)
    field = models.CharField(max_length=24)
    verdict = models.CharField(max_length=15, choices=Opinion.choices)
    text = models.ForeignKey("tickets.TextVersion", on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    objects = ScopedManager()
    all_objects = models.Manager()

    class Meta:
        default_manager_name = "all_objects"
        ordering = ["pk"]

    def __str__(self):
        return f"{self.verdict} of {self.ticket_id}"

    @classmethod
    def scope(cls, actor) -> Q:
        """The customer's side, of orders that it reads; the vendor none, as of the decisions of such forums."""
        return of_readable_tickets(actor) if actor.is_system or actor.is_customer_side else Q(pk__in=())
