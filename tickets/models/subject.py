"""What makes a ticket, a hand-off or a regional leg a subject of the engine (engine/perform.py calls these)."""

from __future__ import annotations

from collections.abc import Callable
from typing import ClassVar

from django.utils.translation import gettext_lazy as _

from engine.errors import Reason
from engine.inputs import as_text
from regions import directory
from roles import kept
from roles.actor import SYSTEM
from roles.kept import Given
from tickets import codes, labels, tell
from tickets.balloting import voiding
from tickets.escalating import reminding
from tickets.escalating.rows import break_silence
from tickets.models import grant_reading, writing
from tickets.models.audience import reads_audience
from tickets.processes import PROCESSES

PLACES = {
    "origin": _("Only the organisation that owns the ticket can do this."),
    "holder": _("Only the organisation that holds the ticket can do this."),
    "reporter": _("Only the person who registered the ticket can do this."),
    "assignee": _("Only the person or team it is assigned to can do this."),
    "receiver": _("Only the receiving organisation can do this."),
    "sender": _("Only the organisation that handed it over can do this."),
    "affected": _("Only the region concerned can do this."),
    "awaited": _("Only the organisation whose answer is awaited can do this."),
    "support": _("Only the support organisation can do this."),
    "vendor": _("Only the vendor that the ticket was handed to can do this."),
    "owner": _("Only the owning or the holding organisation can do this."),
}

OWNER = "owner"  # of an input: for the organisation that the ticket belongs to, and the support organisation
OF_A_PART = ("ticket", "part")  # where an input lands that is a column of a part

# Never shown as a change: the engine's own bookkeeping.
BOOKKEEPING = frozenset({"id", "version", "updated_at", "event_seq", "event_digest", "state", "created_at", "since"})

# What else follows from a step of a ticket, whatever its process: of the step's context, before anything is written.
WHEN_MOVED: list[Callable] = []


def label_in(states, state: str) -> str:
    """The words of a state; a state that the process no longer has stands as it was written."""
    return str(states(state).label) if state in states._value2member_map_ else state


def _detail(actor, model):
    return model.objects.filter(pk=Given("ticket"))


class Subject:
    """Shared by all workflow subjects of this app."""

    detail_changed = False  # whether the step writes the process's own row, too; whoever changes it says so

    def snapshot(self) -> dict:
        """The columns as they are now, to be compared after the step."""
        return {
            field.attname: getattr(self, field.attname)
            for field in self._meta.concrete_fields
            if field.attname not in BOOKKEEPING
        }

    def after_effects(self, context) -> None:
        """What follows from how the step has left the subject, whatever it was; before anything is written."""

    def why_not_at(self, where: str) -> Reason:
        return Reason(f"not_{where}", PLACES.get(where, PLACES["holder"]))

    def why_not_from(self, declared) -> Reason:
        text = _("“%(step)s” is not possible while the state is “%(state)s”.") % {
            "step": self.step_label(declared),
            "state": self.state_label(),
        }
        return Reason("not_from_this_state", text)

    def event_audience(self, context) -> str:
        """Who reads the event: the vendor only once the ticket is with it, and its own steps are open to all."""
        if context.step.rule.audience == codes.Audience.OWN:
            return codes.Audience.OWN
        if context.hat is not None and context.hat.tier == "vendor":
            return codes.Audience.ALL
        if context.step.rule.audience == codes.Audience.ALL and self.root.vendor_since is not None:
            return codes.Audience.ALL
        return codes.Audience.CUSTOMER

    def audience_of(self, audience: str) -> str | None:
        """The circle that an input's audience means here; None: whoever reads the event."""
        if audience == "event":
            return None
        if audience != OWNER:
            return audience
        owner = directory.organisation(self.root.origin_id)
        return codes.circle_of(owner.pk) if owner is not None and owner.tier == "region" else codes.Circle.SUPPORT

    def shows(self, actor, audience: str) -> bool:
        """Whether a reader of the ticket reads what an input of this audience holds."""
        return reads_audience(actor, self.audience_of(audience))

    def event_organisation(self, context):
        """Whose the event is: it reads what happens whatever the audience."""
        return context.hat.organisation if context.hat else None

    def names_shown_to(self, actor, organisation) -> bool:
        """Whether `actor` reads names of people at `organisation`: vendor and customer side do not share theirs."""
        if actor.is_system or organisation.pk in actor.organisation_ids:
            return True
        return actor.is_customer_side and organisation.tier != "vendor"

    def organisations_at(self, where: str) -> set[int]:
        """The organisations whose people stand at `where`; for "anyone" those that take part in the ticket."""
        ticket = self.root
        known = {
            "origin": {ticket.origin_id},
            "holder": {ticket.holder_id, ticket.co_holder_id},
            "assignee": {ticket.holder_id},
            "reporter": {ticket.reporter_organisation_id},
            "awaited": {ticket.awaited_id},
            "vendor": {ticket.vendor_id},
            "owner": {ticket.origin_id, ticket.holder_id},
        }
        if where == "support":
            support = directory.support_org()
            return {support.pk} if support else set()
        return known.get(where, {ticket.origin_id, ticket.holder_id}) - {None}

    def persons_at(self, where: str) -> frozenset[int] | None:
        """The only persons who stand at `where`, by id; None where it is enough to wear a role there."""
        only = {"reporter": self.root.reporter_id, "assignee": self.root.assignee_id}.get(where)
        return None if only is None else frozenset({only})

    def write(self, contexts, before):
        return writing.write(self, contexts, before)

    @staticmethod
    def write_many(taken):
        return writing.write_many(taken)


class TicketSubject(Subject):
    """The ticket itself."""

    detail_model = None
    frozen: ClassVar[tuple[str, ...]] = ()  # the inputs that a vote is about (tickets.balloting.holding)
    owner_column = "ticket"  # of the rows of its history

    def rows_of_history(self):
        """The models of its events and of its words."""
        from tickets.models import Event, TextVersion

        return Event, TextVersion

    @staticmethod
    def follow(moves) -> None:
        """Move ledgers on with what steps changed: (ticket, its columns before, instant) each."""
        from tickets.models import ledger_writing

        ledger_writing.follow_many(moves)

    @staticmethod
    def keep_time(pages, not_due, due) -> bool:
        """Keep the clocks of the promises that the steps started, stopped or ran into.

        Gives whether the steps' own due rows were called off and written along with theirs.
        """
        from tickets.clocks import following

        return following.follow(pages, not_due, due)

    @staticmethod
    def send(contexts, events) -> None:
        """Leave word of the steps for the outbox."""
        tell.enqueue(contexts, events)

    @staticmethod
    def put_off(waiting, now) -> dict:
        """When each due row that is early at `now` will be due, by ticket; `waiting` are (ticket, row)."""
        return reminding.put_off(waiting, now)

    def workflow_class(self):
        return PROCESSES[self.process]

    @property
    def is_ranked(self) -> bool:
        """Whether cases of its process have a priority, set or yet to be set."""
        return getattr(PROCESSES.get(self.process), "ranked", True)

    def stands(self, where: str, *, hat, actor) -> bool:
        """Whether someone wearing `hat` stands at the place `where` of this ticket."""
        here = hat.organisation.pk
        if where == "anyone":
            return True
        if where == "support":
            return hat.tier == "support"
        if where == "holder":
            return here in (self.holder_id, self.co_holder_id) or self.level_of(actor) == codes.GrantLevel.WORK
        if where == "reader":
            return self.level_of(actor) != codes.GrantLevel.VIEW
        if where == "reporter":
            return self._is_reporter(here, actor)
        if where == "assignee":
            return here == self.holder_id and self._is_assigned_to(actor)
        if where == "owner":
            return here in (self.origin_id, self.holder_id)
        return here == {"origin": self.origin_id, "awaited": self.awaited_id, "vendor": self.vendor_id}.get(where)

    def level_of(self, actor) -> str:
        """The level of the grant that lets `actor` read: "" where no grant is needed. Asked once a ticket and actor."""
        if getattr(self, "_level_for", None) is not actor:
            self._level_for, self._level = actor, grant_reading.level_of(self, actor)
        return self._level

    def know_no_grants(self, actor) -> None:
        """It has none at all, as was read for another reason."""
        self._level_for, self._level = actor, ""

    def _is_reporter(self, here: int, actor) -> bool:
        if self.reporter_id is None:  # being born by this actor
            return self.pk is None
        return actor.person_id == self.reporter_id and here == self.reporter_organisation_id

    def _is_assigned_to(self, actor) -> bool:
        if self.assignee_id is not None:
            return actor.person_id == self.assignee_id
        if self.team_id is None:
            return False
        if actor.acting_person is not None:  # staff whom the organisation itself vouches for
            return True
        members = self.team.members
        return members.filter(user_id=actor.person_id).exists() or not members.exists()

    def detail(self):
        """The process's own row, read once; a new empty one at birth. None where the process has none."""
        if self.detail_model is None:
            return None
        if "_detail" not in self.__dict__:
            model = self.detail_model
            rows = kept.rows(_detail, SYSTEM, model, ticket=self.pk) if self.pk else []
            self.__dict__["_detail"] = rows[0] if rows else model(ticket_id=self.pk)
        return self.__dict__["_detail"]

    def already_has(self, one) -> bool:
        """Whether a needed field was filled before this step."""
        if one.stored == "ticket":
            return getattr(self, one.target) not in (None, "", [], False)
        if one.stored == "detail":
            return getattr(self.detail(), one.target) not in (None, "", False)
        return False

    def fill(self, context) -> None:
        """Put the step's values where their inputs say; words are kept as text versions."""
        break_silence(context)
        for one in context.step.rule.inputs:
            if one.name not in context.data:
                continue
            value = context.data[one.name]
            if one.stored == "ticket":
                setattr(self, one.target, self._blank(one.target) if value is None else value)
            elif one.stored == "detail":
                self._fill_detail(one, value, context)
            if one.is_text and value:
                context.write(one.name, as_text(value), audience=self.audience_of(one.audience))

    def after_effects(self, context) -> None:
        if self.frozen:
            voiding.void_what_changed(context)
        for follow in WHEN_MOVED:
            follow(context)

    def _fill_detail(self, one, value, context) -> None:
        """Put a value in the detail row and name the change in the event; words are named by their text version."""
        detail = self.detail()
        field = detail._meta.get_field(one.target)
        old = getattr(detail, field.attname)
        setattr(detail, one.target, field.get_default() if value is None else value)
        new = getattr(detail, field.attname)
        self.detail_changed = True
        if not one.is_text and new != old:
            reads = self.audience_of(one.audience) or one.audience
            context.notes[one.name] = {"old": writing.plain(old), "new": writing.plain(new), "for": reads}

    def _blank(self, column: str):
        return self._meta.get_field(column).get_default()

    def step_label(self, declared) -> str:
        return labels.step_label(self, declared)

    def state_label(self) -> str:
        return label_in(self.States, self.state)


class PartSubject(Subject):
    """A row of a ticket with its own state and version (hand-off, leg). The ticket's lock covers it."""

    @property
    def root(self):
        return self.ticket

    @classmethod
    def lock(cls, pk, actor):
        """The row with its ticket locked; raises DoesNotExist where the actor may not read the ticket."""
        from tickets.models.ticket import Ticket

        of_part = cls.all_objects.filter(pk=pk).values("ticket_id")[:1]
        try:
            ticket = Ticket.lock(of_part, actor)
        except Ticket.DoesNotExist:
            raise cls.DoesNotExist from None
        part = cls.objects.visible_to(actor).get(pk=pk)
        part.ticket = ticket
        return part

    def remember(self) -> None:
        """Keep the columns as they are, before an effect changes them: the event of the move says so."""
        self.__dict__["_before"] = self.snapshot()

    def already_has(self, one) -> bool:
        return one.stored in OF_A_PART and getattr(self, one.target, None) not in (None, "")

    def fill(self, context) -> None:
        break_silence(context)
        for one in context.step.rule.inputs:
            value = context.data.get(one.name)
            if one.stored == "ticket" and value is not None:
                setattr(self, one.target, value)
            elif one.stored == "part" and one.name in context.data:
                setattr(self, one.target, self._meta.get_field(one.target).get_default() if value is None else value)
            if one.is_text and value:
                context.write(one.name, value, audience=self.audience_of(one.audience))

    def step_label(self, declared) -> str:
        return labels.step_label(self.ticket, declared)

    def state_label(self) -> str:
        return label_in(self.States, self.state)
