"""What only an order needs: one row a ticket, and the signatures on it."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from regions.models import Organisation
from roles.scope import ScopedManager
from tickets.codes import YesNo
from tickets.models.audience import of_readable_tickets
from tickets.processes.service_request import codes
from tickets.processes.service_request.catalogue.models import Fulfiller


class WithApprover(models.Manager):
    """Who approved an order is read along with it."""

    def get_queryset(self):
        return super().get_queryset().select_related("approved_by")


class ServiceRequestDetail(models.Model):
    """`version` is what was ordered, as it stood then. Amounts are in kronor."""

    # What the vendor does not read, though no step asks for it.
    customer_only = (
        "approved_by", "approved_by_rule", "decision", "expires_at", "reuses_template",
        "withdrawal_agreed_at",
    )  # fmt: skip
    owner_only = ("amount",)  # nor other regions, whose experts may look at the order

    ticket = models.OneToOneField("tickets.Ticket", on_delete=models.PROTECT, primary_key=True, related_name="+")
    version = models.ForeignKey("tickets.CatalogueVersion", on_delete=models.PROTECT, related_name="+", null=True)
    ordered_for = models.CharField(max_length=160, blank=True)
    cost_centre = models.CharField(max_length=40, blank=True)
    amount = models.DecimalField(max_digits=12, decimal_places=2, null=True)  # what approval is measured by
    approved_by_rule = models.CharField(max_length=20, blank=True, choices=codes.Approved.choices)
    approved_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", null=True)
    fulfiller = models.CharField(max_length=8, blank=True, choices=Fulfiller.choices)
    in_contract = models.CharField(max_length=3, blank=True, choices=YesNo.choices)
    expert_field = models.CharField(max_length=24, blank=True, choices=codes.Expert.choices)
    decision = models.CharField(max_length=80, blank=True)  # of the forum that the experts' word rests on
    reuses_template = models.ForeignKey("tickets.TemplateRecord", on_delete=models.PROTECT, related_name="+", null=True)
    reject_code = models.CharField(max_length=20, blank=True, choices=codes.Reject.choices)
    expires_at = models.DateTimeField(null=True)  # the order lapses then, unless somebody answers
    fulfil_by = models.DateTimeField(
        null=True
    )  # the time that the item promises; stands still while others are waited for
    fulfil_stands_since = models.DateTimeField(null=True)
    copied_from = models.ForeignKey("tickets.Ticket", on_delete=models.PROTECT, related_name="+", null=True)
    withdrawal_asked_at = models.DateTimeField(null=True)  # the orderer asks to withdraw it while it is carried out …
    withdrawal_agreed_at = models.DateTimeField(null=True)  # … and whoever carries it out agrees

    objects = WithApprover()

    def __str__(self):
        return f"detail of {self.ticket_id}"


class OrderSign(models.Model):
    """Somebody's yes, under one hat, for one party. Never changed; a later one may say that it no longer holds."""

    ticket = models.ForeignKey("tickets.Ticket", on_delete=models.PROTECT, related_name="+")
    purpose = models.CharField(max_length=8, choices=codes.Purpose.choices)
    party = models.CharField(max_length=40)
    role = models.CharField(max_length=80)
    role_label = models.CharField(max_length=120)
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    digest = models.CharField(max_length=64)  # of what was signed
    at = models.DateTimeField()
    event_seq = models.PositiveIntegerField()
    void_at = models.DateTimeField(null=True)  # set once, when what was signed became another
    row_id = None  # an order is signed as a whole
    in_stead_of: int | None = None  # whose deputy the person was, as its event says; read along where it is asked for

    objects = ScopedManager()
    all_objects = models.Manager()

    class Meta:
        default_manager_name = "all_objects"
        ordering = ["pk"]
        indexes = [models.Index(fields=["ticket", "purpose"], condition=Q(void_at=None), name="order_sign_in_force")]

    def __str__(self):
        return f"{self.purpose} of {self.ticket_id}: {self.party}"

    @classmethod
    def scope(cls, actor) -> Q:
        return of_readable_tickets(actor)
