"""A template that fails twice suspends itself: no change is made from it until the CAB has reinstated it."""

from datetime import timedelta

import pytest

from forums.actions import decide
from tests.cases import fresh
from tests.processes.change import places as at
from tests.processes.change_template import places as templates
from tickets.models import Event, TemplateUse, TextVersion
from tickets.processes.change_template import fitting

pytestmark = pytest.mark.django_db
FAILED = at.OUTCOME | {"change_outcome": "misslyckad", "reason": "Fel klinik i underlaget."}


@pytest.fixture
def template():
    return templates.template("approved")


def made_from(template, state: str = "authorised", **how):
    return at.standard(state, template=template, **how)


def failed(template):
    """A change made from it that a region says does not work, looked back at."""
    ticket, when = made_from(template, "verified", result="not_ok"), at.ahead(days=7, hours=4)
    ticket = at.take(ticket, "validate_failed", at.deployer(), at=when, result_text="Enheten syns inte.")
    return at.take(ticket, "review_done", at.lead(), at=when, **FAILED)


def suspensions(template) -> list[Event]:
    return list(Event.objects.unscoped("test").filter(ticket_id=template.pk, step="suspend"))


def test_the_second_failed_change_suspends_the_template_in_the_same_transaction(template):
    first = failed(template)
    assert (first.state, fresh(template.pk).state, suspensions(template)) == ("closed", "approved", [])
    second = failed(template)
    assert (second.state, fresh(template.pk).state) == ("closed", "suspended")
    (event,) = suspensions(template)
    said = TextVersion.objects.unscoped("test").get(ticket_id=template.pk, event_seq=event.seq, field="reason")
    assert (event.user_id, event.cause) == (None, f"change:{second.pk}")
    assert said.body == "2 ändringar som gjordes efter den har misslyckats inom 90 dagar."
    uses = TemplateUse.objects.unscoped("test").filter(template_id=template.pk)
    assert list(uses.values_list("outcome", "version__number")) == [("misslyckad", 1)] * 2


def test_a_change_that_works_between_them_does_not_excuse_the_failures(template):
    failed(template)
    ticket = made_from(template, "verified")
    at.take(ticket, "validate_standard", at.deployer(), at=at.ahead(days=7, hours=4), result_text="Enheten syns.")
    assert fresh(template.pk).state == "approved"
    failed(template)
    assert fresh(template.pk).state == "suspended"


def test_nothing_more_is_made_from_it_but_what_is_authorised_is_carried_out(template):
    under_way = made_from(template)
    failed(template), failed(template)
    refused = made_from(template)
    assert refused.state == "draft"
    (event,) = Event.objects.unscoped("test").filter(ticket_id=refused.pk, step="template_refused")
    assert event.user_id is None
    plan = {"planned_start": at.ahead(days=7), "planned_end": at.ahead(days=8)}
    under_way = at.take(under_way, "schedule", at.deployer(), at=at.ahead(), **at.scheduling(**plan))
    assert at.take(under_way, "start", at.implementer(), at=at.ahead(days=7, hours=1)).state == "implementing"


def test_the_cab_reinstates_it_and_two_new_failures_are_needed_to_suspend_it_again(template):
    failed(template), failed(template)
    said = {"forum": "sussa-cambio-cab", "text": "Underlaget är rättat.", "result": "approved", "step": "reinstate"}
    when = at.ahead(days=8)
    data = {"valid_until": templates.in_days(200)}
    decision = decide(at.lead(), template.pk, data=data, via="test", at=when, **said)
    template = fresh(template.pk)
    assert (template.state, fitting.current(template).decision) == ("approved", str(decision))
    assert made_from(template).state == "authorised"
    ended = made_from(template, "verified", result="not_ok")
    later = when + timedelta(days=1)
    ended = at.take(ended, "validate_failed", at.deployer(), at=later, result_text="Enheten syns inte.")
    at.take(ended, "review_done", at.lead(), at=later, **FAILED)
    assert (fresh(template.pk).state, len(suspensions(template))) == ("approved", 1)
