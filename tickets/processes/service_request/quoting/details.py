"""Quotes of an order, each as it was given, and how the regions divide what one costs."""

from django.db import models
from django.db.models import Exists, OuterRef, Q

from regions.allocation import Key
from regions.kinds import Tier
from regions.models import Organisation
from regions.sharing import WHOLE
from roles.scope import ScopedManager
from tickets.models.audience import of_readable_tickets

NARROWS = "only narrows what the reader reads"


def of_who_pays(actor, *, ticket: str = "ticket_id") -> Q:
    """Rows of orders that the actor reads and whose cost is hers to know of: as the order's owner, the support
    organisation, or a region that bears a share. Others, as the experts of other regions, read the order without.
    """
    read = of_readable_tickets(actor, ticket=ticket)
    if actor.is_system or Tier.SUPPORT in actor.tiers:
        return read
    from tickets.models import Ticket

    owned = Ticket.objects.unscoped(NARROWS).filter(pk=OuterRef(ticket), origin_id__in=actor.family_ids)
    borne = QuoteShare.objects.unscoped(NARROWS).filter(
        allocation__ticket_id=OuterRef(ticket), region_id__in=actor.family_ids
    )
    return read & (Q(Exists(owned)) | Q(Exists(borne)))


class _OfOrder(models.Model):
    """Append-only; the database refuses every change but the instant of an acceptance."""

    objects = ScopedManager()
    all_objects = models.Manager()

    class Meta:
        abstract = True
        default_manager_name = "all_objects"


class Quote(_OfOrder):
    """What it costs, in kronor, and when it would be there. Its words are the text `quote_text` of the same event."""

    ticket = models.ForeignKey("tickets.Ticket", on_delete=models.PROTECT, related_name="+")
    number = models.PositiveSmallIntegerField()
    price = models.DecimalField(max_digits=12, decimal_places=2)
    lead_days = models.PositiveSmallIntegerField()  # working days
    valid_until = models.DateField()  # its last day
    given_by = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    received_outside = models.BooleanField(default=False)  # it came as a document, and was written down here
    at = models.DateTimeField()
    event_seq = models.PositiveIntegerField()

    class Meta(_OfOrder.Meta):
        ordering = ["-number"]
        constraints = [
            models.UniqueConstraint(fields=["ticket", "number"], name="quote_number_once"),
            models.CheckConstraint(condition=Q(price__gte=0), name="quote_price_not_below_zero"),
        ]

    def __str__(self):
        return f"quote {self.number} of {self.ticket_id}"

    @classmethod
    def scope(cls, actor) -> Q:
        """Whoever pays, and the support organisation; a vendor those that were given for itself."""
        if actor.is_customer_side:
            return of_who_pays(actor)
        return of_readable_tickets(actor) & Q(given_by__in=actor.organisation_ids)


class QuoteAllocation(_OfOrder):
    """How the regions would divide a quote's price: by which key, on which figures. The latest of a quote holds."""

    ticket = models.ForeignKey("tickets.Ticket", on_delete=models.PROTECT, related_name="+")
    quote = models.ForeignKey(Quote, on_delete=models.PROTECT, related_name="+")
    key = models.CharField(max_length=10, choices=Key)
    figures = models.JSONField(default=list)  # of each region: its figure, when it was counted, and by whom
    at = models.DateTimeField()
    event_seq = models.PositiveIntegerField()
    accepted_at = models.DateTimeField(null=True)  # set once: from then on the regions pay these amounts

    class Meta(_OfOrder.Meta):
        ordering = ["-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["ticket"], condition=Q(accepted_at__isnull=False), name="quote_accepted_once"
            )
        ]

    def __str__(self):
        return f"allocation of {self.quote_id}"

    @classmethod
    def scope(cls, actor) -> Q:
        """Whoever pays, and the support organisation: what each region pays is nothing of the vendor's."""
        return of_who_pays(actor) if actor.is_customer_side else Q(pk__in=[])


class QuoteShare(_OfOrder):
    """What one region bears, in hundredths of a per cent and in kronor."""

    allocation = models.ForeignKey(QuoteAllocation, on_delete=models.PROTECT, related_name="+")
    region = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    share = models.PositiveSmallIntegerField()
    amount = models.DecimalField(max_digits=12, decimal_places=2)

    class Meta(_OfOrder.Meta):
        ordering = ["region__position", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["allocation", "region"], name="quote_share_once"),
            models.CheckConstraint(condition=Q(share__lte=WHOLE, amount__gte=0), name="quote_share_of_the_whole"),
        ]

    def __str__(self):
        return f"{self.region_id}: {self.share}"

    @classmethod
    def scope(cls, actor) -> Q:
        return of_who_pays(actor, ticket="allocation__ticket_id") if actor.is_customer_side else Q(pk__in=[])
