"""What only a release needs: one row a ticket, what stood in its scope and when, and who has signed for what."""

from django.conf import settings
from django.db import models
from django.db.models import Exists, OuterRef, Q

from regions.models import Organisation
from roles.scope import ScopedManager
from tickets import codes as ticket_codes
from tickets.models.audience import of_readable_tickets
from tickets.processes.release import codes


def _person():
    return models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", null=True)


def _ticket():
    return models.ForeignKey("tickets.Ticket", on_delete=models.PROTECT, related_name="+", null=True)


class ReleaseDetail(models.Model):
    ticket = models.OneToOneField("tickets.Ticket", on_delete=models.PROTECT, primary_key=True, related_name="+")
    owner = _person()  # the release manager who leads it
    release_version = models.CharField(max_length=40, blank=True)
    release_type = models.CharField(max_length=6, blank=True, choices=codes.ReleaseType.choices)
    target_start = models.DateField(null=True)
    target_end = models.DateField(null=True)
    rollout_mode = models.CharField(max_length=10, blank=True, choices=codes.RolloutMode.choices)

    proposed_items = models.JSONField(null=True)  # ids of the cases that a forum is asked to decide on, while it is
    proposed_pending = models.JSONField(default=list)  # those of them that are not authorised yet, and marked so
    scope_number = models.PositiveSmallIntegerField(default=0)  # rises by one each time the scope is fixed
    scope_digest = models.CharField(max_length=64, blank=True)
    scope_decision = models.CharField(max_length=140, blank=True)  # of the forum, that fixed it so
    scoped_at = models.DateTimeField(null=True)

    build_id = models.CharField(max_length=80, blank=True)
    environment = models.CharField(max_length=12, blank=True, choices=ticket_codes.Environment.choices)
    delivered_at = models.DateTimeField(null=True)
    delivered_number = models.PositiveSmallIntegerField(null=True)  # the scope that the delivery is of
    missing_items = models.JSONField(default=list)  # ids of the cases in the scope that the delivery lacks

    acceptance_at = models.DateTimeField(null=True)
    test_leader = _person()
    participants = models.JSONField(default=list)  # ids of the regions that take part in the acceptance test
    training_at = models.DateTimeField(null=True)  # the material was confirmed
    communication_at = models.DateTimeField(null=True)  # the communication was confirmed
    change = _ticket()  # the change that authorises its rollout
    regulatory_note_read = models.BooleanField(default=False)
    approved_at = models.DateTimeField(null=True)
    rollout_at = models.DateTimeField(null=True)

    halted_at = models.DateTimeField(null=True)  # while it is halted: since when
    halted_by = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+", null=True)
    halters = models.JSONField(default=list)  # ids of those who stopped it and lift it beside the release manager
    halt_ground = models.CharField(max_length=14, blank=True, choices=codes.HaltGround.choices)
    halted_waves = models.JSONField(default=list)  # the numbers of the waves; none: all of them

    els_until = models.DateField(null=True)  # early life support goes on until the end of this day
    completed_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [models.Index(fields=["els_until"], condition=Q(els_until__isnull=False), name="release_by_els_end")]

    def __str__(self):
        return f"detail of {self.ticket_id}"


class ReleaseItem(models.Model):
    """A case in the scope of a release: from one numbered scope to another, so that each can be told for ever."""

    ticket = models.ForeignKey("tickets.Ticket", on_delete=models.PROTECT, related_name="+")
    item = models.ForeignKey("tickets.Ticket", on_delete=models.PROTECT, related_name="+")
    from_scope = models.PositiveSmallIntegerField()
    to_scope = models.PositiveSmallIntegerField(null=True)  # the last one that it stood in
    pending = models.BooleanField(default=False)  # was not authorised yet when it was taken in, and marked so

    objects = ScopedManager()
    all_objects = models.Manager()

    class Meta:
        default_manager_name = "all_objects"
        constraints = [
            models.UniqueConstraint(fields=["ticket", "item"], condition=Q(to_scope=None), name="release_item_once"),
            models.CheckConstraint(condition=~Q(ticket=models.F("item")), name="release_item_is_another"),
            models.CheckConstraint(
                condition=Q(to_scope=None) | Q(to_scope__gte=models.F("from_scope")),
                name="release_item_scopes_in_order",
            ),
        ]
        indexes = [models.Index(fields=["item"], name="release_of_item")]

    def __str__(self):
        return f"{self.item_id} in {self.ticket_id}"

    @classmethod
    def scope(cls, actor) -> Q:
        """Whoever reads both the release and the case."""
        from tickets.models.ticket import Ticket

        one = Exists(Ticket.objects.visible_to(actor).filter(pk=OuterRef("ticket_id")))
        other = Exists(Ticket.objects.visible_to(actor).filter(pk=OuterRef("item_id")))
        return Q(one) & Q(other)


class ReleaseSign(models.Model):
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
    row = models.ForeignKey("tickets.RegionDeployment", on_delete=models.PROTECT, related_name="+", null=True)
    void_at = models.DateTimeField(null=True)  # set once, when what was signed became another
    in_stead_of: int | None = None  # whose deputy the person was, as its event says (`signing.with_deputies`)

    objects = ScopedManager()
    all_objects = models.Manager()

    class Meta:
        default_manager_name = "all_objects"
        ordering = ["pk"]
        indexes = [models.Index(fields=["ticket", "purpose"], condition=Q(void_at=None), name="release_sign_in_force")]

    def __str__(self):
        return f"{self.purpose} of {self.ticket_id}: {self.party}"

    @classmethod
    def scope(cls, actor) -> Q:
        return of_readable_tickets(actor)
