"""The ticket: the columns a queue filters, sorts or shows, and who may read a row. Rules live in workflows."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django_fsm import FSMField, FSMModelMixin

from engine.history import START
from regions.models import Organisation, ServiceComponent
from roles import kept
from roles.models import Team
from roles.scope import ScopedManager, ScopedQuerySet
from tickets import codes
from tickets.models.scope import Readable
from tickets.models.subject import TicketSubject

OPEN = Q(closed_at=None, historic=False) & ~Q(registered_at=None)


def _organisation(**options):
    return models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+", **options)


def _person(**options):
    return models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", null=True, **options)


class Ticket(TicketSubject, FSMModelMixin, models.Model):
    """One case of any process. Five facets, never folded together: state, holder, hold, clocks, audience."""

    process = models.CharField(max_length=30)
    number = models.CharField(max_length=24, unique=True, null=True)  # noqa: DJ001 a draft has none
    state = FSMField(max_length=20, default="", protected=True, editable=False)
    version = models.PositiveIntegerField(default=0)
    title = models.CharField(max_length=160)
    service = models.ForeignKey(ServiceComponent, on_delete=models.PROTECT, related_name="+", null=True)

    # db_index=False: one of the indexes below begins with it, or nothing is looked up by it.
    origin = _organisation(null=True, db_index=False)  # the owning authority; never derived from a person
    reporter = _person(db_index=False)
    reporter_organisation = _organisation(null=True, db_index=False)
    holder = _organisation(null=True)
    team = models.ForeignKey(Team, on_delete=models.PROTECT, related_name="+", null=True)
    assignee = _person()
    hold = models.CharField(max_length=24, blank=True, choices=codes.HoldReason.choices)
    hold_until = models.DateTimeField(null=True)
    awaited = _organisation(null=True)  # whose answer is waited for
    supplier = _organisation(null=True, db_index=False)  # third party without a log-in, named while it is waited for
    offered_to = _organisation(null=True, db_index=False)  # the receiver of the open hand-off
    co_holder = _organisation(null=True)  # the support organisation, after an emergency bypass

    impact = models.PositiveSmallIntegerField(null=True, choices=codes.Impact.choices)
    urgency = models.PositiveSmallIntegerField(null=True, choices=codes.Urgency.choices)
    priority = models.PositiveSmallIntegerField(null=True, choices=codes.Priority.choices)
    proposed_priority = models.PositiveSmallIntegerField(null=True, choices=codes.Priority.choices)
    patient_safety = models.CharField(max_length=10, blank=True, choices=codes.PatientSafety.choices)
    category_open = models.CharField(max_length=20, blank=True, choices=codes.Category.choices)
    category_close = models.CharField(max_length=20, blank=True, choices=codes.Category.choices)
    resolution = models.CharField(max_length=24, blank=True)
    satisfaction = models.PositiveSmallIntegerField(null=True)
    tags = models.JSONField(default=list)

    secrecy_mark = models.CharField(max_length=8, blank=True, choices=codes.Secrecy.choices)
    visibility = models.CharField(max_length=12, choices=codes.Visibility.choices, default=codes.Visibility.REGION)
    vendor = _organisation(null=True, db_index=False)  # the vendor it was proposed to; reads from vendor_since on
    vendor_since = models.DateTimeField(null=True)
    vendor_reference = models.CharField(max_length=60, blank=True)
    expected_at = models.DateTimeField(null=True)
    planned_version = models.CharField(max_length=40, blank=True)

    created_at = models.DateTimeField()
    updated_at = models.DateTimeField()
    registered_at = models.DateTimeField(null=True)
    resolved_at = models.DateTimeField(null=True)
    closed_at = models.DateTimeField(null=True)
    reopenings = models.PositiveSmallIntegerField(default=0)
    returns = models.PositiveSmallIntegerField(default=0)
    silences = models.PositiveSmallIntegerField(default=0)  # reminders of silence since a person did something

    historic = models.BooleanField(default=False)  # imported: no message, no timer, apart in lists
    source_key = models.CharField(max_length=80, blank=True)  # the case's name in the log it came from
    event_seq = models.PositiveIntegerField(default=0)
    event_digest = models.CharField(max_length=64, default=START)

    objects = ScopedManager()
    all_objects = models.Manager()

    class Meta:
        default_manager_name = "all_objects"
        permissions = [("comment_ticket", "May write notes"), ("work_ticket", "May work on it")]
        constraints = [
            models.CheckConstraint(condition=~Q(state=""), name="ticket_has_a_state"),
            models.CheckConstraint(
                condition=Q(historic=True) | (Q(state="on_hold") & ~Q(hold="")) | (~Q(state="on_hold") & Q(hold="")),
                name="ticket_hold_only_while_on_hold",
            ),
            models.CheckConstraint(
                condition=Q(state__in=("draft", "cancelled", "declined")) | Q(registered_at__isnull=False),
                name="ticket_registered_when_not_draft",
            ),
            models.CheckConstraint(
                condition=Q(vendor=None, vendor_since=None) | Q(vendor__isnull=False, vendor_since__isnull=False),
                name="ticket_vendor_with_its_time",
            ),
            models.UniqueConstraint(fields=["source_key"], condition=~Q(source_key=""), name="ticket_imported_once"),
        ]
        indexes = [
            models.Index(fields=["-updated_at", "-id"], condition=OPEN, name="ticket_open"),
            models.Index(fields=["origin", "-updated_at", "-id"], condition=OPEN, name="ticket_open_of_region"),
            models.Index(fields=["holder", "-updated_at", "-id"], condition=OPEN, name="ticket_open_at_holder"),
            models.Index(fields=["offered_to", "-updated_at", "-id"], condition=OPEN, name="ticket_open_offered"),
            models.Index(fields=["assignee", "-updated_at", "-id"], condition=OPEN, name="ticket_open_of_person"),
            models.Index(fields=["priority", "-updated_at", "-id"], condition=OPEN, name="ticket_open_by_priority"),
            models.Index(
                fields=["vendor", "-updated_at", "-id"], condition=Q(vendor__isnull=False), name="ticket_with_vendor"
            ),
            models.Index(fields=["-updated_at", "-id"], condition=Q(historic=False), name="ticket_recent"),
            models.Index(fields=["-created_at", "-id"], name="ticket_newest"),
            models.Index(fields=["origin", "-updated_at", "-id"], name="ticket_of_region"),
            models.Index(fields=["reporter", "-updated_at"], name="ticket_of_reporter"),
            models.Index(fields=["reporter"], condition=OPEN & Q(state="resolved"), name="ticket_awaits_reporter"),
            models.Index(fields=["vendor_reference"], condition=~Q(vendor_reference=""), name="ticket_vendor_ref"),
            models.Index(fields=["-registered_at", "-id"], condition=OPEN, name="ticket_open_newest"),
        ]

    def __str__(self):
        return self.number or str(self.pk)

    @classmethod
    def scope(cls, actor) -> Q:
        """Which tickets `actor` reads."""
        return Q(Readable(actor))

    @property
    def root(self):
        return self

    @classmethod
    def lock(cls, pk, actor):
        """The ticket as its workflow, locked against other writers. Needs a transaction; raises DoesNotExist."""
        rows = kept.rows(_locking, actor, pk=pk)
        if not rows:
            raise cls.DoesNotExist
        rows[0].__class__ = rows[0].workflow_class()
        return rows[0]

    @classmethod
    def lock_many(cls, pks, actor) -> list:
        """Those of the tickets that nobody else is writing, as their workflows, locked by rising id.

        Needs a transaction; waits for nobody.
        """
        rows = ScopedQuerySet(Ticket).visible_to(actor).filter(pk__in=pks).order_by("pk")
        found = list(rows.select_for_update(of=("self",), no_key=True, skip_locked=True))
        for one in found:
            one.__class__ = one.workflow_class()
        return found

    @property
    def is_open(self) -> bool:
        return self.registered_at is not None and self.closed_at is None


def _locking(actor):
    rows = ScopedQuerySet(Ticket).visible_to(actor).filter(pk=kept.Given("pk"))
    return rows.select_for_update(of=("self",), no_key=True)
