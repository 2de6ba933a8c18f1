"""What a major incident knows of itself within a step: its regions, messages and actions, and who stands where."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from engine.errors import Reason
from regions import directory
from tickets.models import MiAction, MiMessage, MiRegionRow
from tickets.processes.major_incident import duty_reading, kin
from tickets.processes.major_incident.codes import Duty
from tickets.processes.major_incident.drafting import REVIEWER
from tickets.processes.major_incident.following_up import DOER, left
from tickets.processes.regulatory import opening

DUTIES = tuple(str(duty) for duty in Duty)
NAMED = "named"  # whom a duty is offered to
NOT_THERE = {
    Duty.LEADER: _("Only the leader of the major incident can do this."),
    Duty.COMMUNICATOR: _("Only the communicator of the major incident can do this."),
    Duty.LOGGER: _("Only the log keeper of the major incident can do this."),
    Duty.TECHNICIAN: _("Only the technician of the major incident can do this."),
    NAMED: _("Only the person whom the duty was offered to can do this."),
    REVIEWER: _("Only the person responsible for the review can do this."),
    DOER: _("Only a person who has an action left to do can do this."),
    "hit": _("Only the region that is affected can do this."),
}
WHY = "a rule of the ticket itself"


class MajorSubject:
    """Mixed into the workflow. What it reads, it reads once a step, unscoped: rules of the ticket itself."""

    stays_whole = True

    def stands(self, where: str, *, hat, actor) -> bool:
        if where in DUTIES:
            return actor.person_id is not None and duty_reading.person_with(self, where) == actor.person_id
        if where == NAMED:
            return any(one.person_id == actor.person_id for one in duty_reading.offers(self))
        if where == REVIEWER:
            return actor.person_id is not None and self.detail().review_owner_id == actor.person_id
        if where == DOER:
            return any(one.owner_id == actor.person_id for one in left(self))
        if where == "hit":  # decides on a candidate; afterwards nobody is asked
            return self.state == "candidate" and hat.organisation.pk in kin.regions_hit(self)
        return super().stands(where, hat=hat, actor=actor)

    def organisations_at(self, where: str) -> set[int]:
        if where == "hit":
            return kin.regions_hit(self)
        if where in DUTIES or where in (NAMED, REVIEWER, DOER):
            return {one.pk for one in (*directory.regions(), directory.support_org())}
        return super().organisations_at(where)

    def persons_at(self, where: str) -> frozenset[int] | None:
        if where in DUTIES:
            return frozenset({duty_reading.person_with(self, where)} - {None})
        if where == NAMED:
            return frozenset(one.person_id for one in duty_reading.offers(self))
        if where == REVIEWER:
            return frozenset({self.detail().review_owner_id} - {None})
        if where == DOER:
            return frozenset({one.owner_id for one in left(self)} - {None})
        return super().persons_at(where)

    def why_not_at(self, where: str) -> Reason:
        return Reason(f"not_{where}", NOT_THERE[where]) if where in NOT_THERE else super().why_not_at(where)

    def region_rows(self) -> list:
        """The rows in the order of the regions."""
        if "_region_rows" not in self.__dict__:
            found = list(MiRegionRow.objects.unscoped(WHY).filter(ticket_id=self.pk)) if self.pk else []
            order = {region.pk: region.position for region in directory.regions()}
            self.__dict__["_region_rows"] = sorted(found, key=lambda row: order.get(row.region_id, 0))
            for row in found:
                row.ticket = self
        return self.__dict__["_region_rows"]

    def draft_message(self):
        """The message that waits to be published."""
        if "_draft" not in self.__dict__:
            rows = MiMessage.objects.unscoped(WHY).filter(ticket_id=self.pk, published_at=None, dropped_at=None)
            self.__dict__["_draft"] = rows.first()
        return self.__dict__["_draft"]

    def published_message(self, number: int | None):
        """The message of that number, the latest one where none is said; None where it is not out.

        An addition is no message by itself: what is said of it is said of the message that it adds to.
        """
        rows = MiMessage.objects.unscoped(WHY).filter(ticket_id=self.pk, published_at__isnull=False)
        rows = rows.filter(corrects=None) if number is None else rows.filter(number=number)
        found = rows.order_by("-number").first()
        while found is not None and found.corrects is not None:
            found = found.corrects
        return found

    def reporting_unsettled(self) -> bool:
        """Whether a duty to report waits for its answer."""
        if "_unsettled" not in self.__dict__:
            self.__dict__["_unsettled"] = opening.unsettled(self)
        return self.__dict__["_unsettled"]

    def actions(self) -> list:
        if "_actions" not in self.__dict__:
            rows = MiAction.objects.unscoped(WHY).filter(ticket_id=self.pk)
            self.__dict__["_actions"] = list(rows.order_by("event_seq"))
        return self.__dict__["_actions"]
