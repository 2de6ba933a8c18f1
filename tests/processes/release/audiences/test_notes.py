"""Release notes: drafted where nobody else reads them, published in each audience's words, printed, and acted upon."""

import pytest

from engine.errors import EngineError, NotPermitted
from engine.perform import perform
from tests import parties, query_counts
from tests.cases import fresh, step
from tests.pages import browser, text_of
from tests.people import actor
from tests.processes.release.audiences.ways import writer
from tests.processes.release.versions.running_here import release, row_of
from tickets.models import RegionDeployment, Task, TextVersion

pytestmark = pytest.mark.django_db
PAGE = "/releaser/nytt/"
CLINIC, IT, VENDOR = "Läkemedelslistan öppnas snabbare.", "Ny tjänst på port 8443.", "Ha bemanning natten efter."


def plain(who, status: int = 200, address: str = PAGE, **asked) -> str:
    answer = browser(who).get(address, asked)
    return text_of(answer, status)


def clinician(region: str = parties.REGION):
    return actor("region-kliniker", region)


def written(**more):
    ticket = release("4.2", vendor="cambio", state="scoped")
    return step(ticket, "write_notes", writer(), **({"notes_clinic": CLINIC, "notes_vendor": VENDOR} | more))


def out(**more):
    return step(written(**more), "publish_notes", writer())


def refusal(act) -> str:
    with pytest.raises(EngineError) as refused:
        act()
    return refused.value.reasons[0].code


# --- Written and published ---


def test_a_draft_is_read_in_the_support_organisation_alone():
    ticket = written()
    page = f"/arenden/{ticket.number}/"
    for who in (clinician(), parties.object_leader(), parties.object_leader(parties.NEIGHBOUR), parties.vendor()):
        assert not TextVersion.objects.visible_to(who).filter(ticket=ticket, body__in=(CLINIC, VENDOR)).exists()
        assert CLINIC not in plain(who, address=page)
        assert VENDOR not in plain(who, address=page)
    assert TextVersion.objects.visible_to(writer()).filter(ticket=ticket, body=CLINIC).exists()
    assert "utkast" in plain(parties.support(), address=page)


def test_what_is_published_is_read_by_its_audience_in_every_region_and_the_vendor_reads_its_own():
    out(notes_support=IT)
    for who in (clinician(), parties.object_leader(parties.NEIGHBOUR), parties.support()):
        assert CLINIC in plain(who, malgrupp="vard")
        assert IT in plain(who, malgrupp="support")
    assert VENDOR in plain(parties.vendor())
    for word in ("vard", "support", "ledning"):
        plain(parties.vendor(), 404, malgrupp=word)
    assert CLINIC not in plain(parties.vendor())
    plain(clinician(), 404, malgrupp="leverantor")
    plain(clinician(), 404, malgrupp="alla")


@pytest.mark.parametrize(
    ("who", "audience"),
    [
        (clinician, "Vården"),
        (parties.desk, "Support och IT"),
        (parties.object_leader, "Ledning"),
        (parties.vendor, "Leverantören"),
    ],
)
def test_the_page_opens_with_the_audience_that_the_reader_belongs_to(who, audience):
    assert f"För: {audience}." in plain(who())


def test_a_newer_draft_waits_until_it_is_published_and_what_is_out_stands():
    ticket = step(out(), "write_notes", writer(), notes_clinic="Rättad text.")
    assert CLINIC in plain(clinician(), malgrupp="vard")
    assert "Rättad text." not in plain(clinician(), malgrupp="vard")
    step(ticket, "publish_notes", writer())
    said = plain(clinician(), malgrupp="vard")
    assert "Rättad text." in said
    assert CLINIC not in said


def test_nothing_new_is_not_published_again():
    ticket = out()
    assert refusal(lambda: step(ticket, "publish_notes", writer())) == "nothing_to_publish"
    assert refusal(lambda: step(ticket, "write_notes", writer())) == "notes_missing"


@pytest.mark.parametrize("who", [parties.object_leader, parties.desk, parties.support, parties.vendor])
def test_others_neither_write_nor_publish(who):
    ticket = written()
    with pytest.raises(NotPermitted):
        step(ticket, "write_notes", who(), notes_clinic="Vi tycker så.")
    with pytest.raises(NotPermitted):
        step(ticket, "publish_notes", who())


def test_a_draft_is_not_written_in_the_plan_only():
    ticket = step(release("4.2", state="planning"), "write_notes", writer(), notes_clinic=CLINIC)
    assert refusal(lambda: step(ticket, "publish_notes", writer())) == "not_from_this_state"


# --- The page says when it comes here ---


def test_each_region_reads_when_it_comes_to_her_and_not_to_others():
    ticket = out()
    RegionDeployment.all_objects.filter(pk=row_of(ticket).pk).update(
        planned_start="2026-12-01T21:00:00Z", planned_end="2026-12-01T23:00:00Z"
    )
    said = plain(clinician(), malgrupp="vard")
    assert "Region Dalarna: Planerad, planerad till tisdag 1 december 2026 kl. 22.00" in said
    assert "Region Halland:" not in said


def test_one_release_alone_is_shown_for_print():
    one, other = out(), out(notes_clinic="En annan nyhet.")
    said = plain(clinician(), malgrupp="vard", release=one.number)
    assert CLINIC in said
    assert "En annan nyhet." not in said
    assert other.number not in said


# --- What follows ---


def open_tasks(ticket, region: str = "") -> list[str]:
    rows = Task.objects.unscoped("test").filter(ticket=ticket, done_at=None).order_by("pk")
    return list((rows.filter(organisation__slug=region) if region else rows).values_list("title", flat=True))


def test_each_region_is_asked_once_to_train_and_to_tell():
    ticket = out()
    assert open_tasks(ticket, parties.REGION) == [
        "Dalarna: utbilda användarna inför 4.2",
        "Dalarna: berätta för användarna om 4.2",
    ]
    number = len(open_tasks(ticket))
    again = step(step(ticket, "write_notes", writer(), notes_clinic="Rättad."), "publish_notes", writer())
    assert len(open_tasks(again)) == number == 18


@pytest.mark.parametrize(
    ("name", "role", "data", "left"),
    [
        ("confirm_training", "region-objektspecialist-utbildning", {"training_completion": "Alla"}, 1),
        ("confirm_communication", "region-kommunikator", {"communication_done": "Intranätet"}, 0),
    ],
)
def test_the_regions_confirmation_in_its_row_does_its_task(name, role, data, left):
    ticket = out()
    both = open_tasks(ticket, parties.REGION)
    who = actor(role, parties.REGION)
    perform(RegionDeployment, row_of(ticket).pk, name, actor=who, via="test", data=data)
    assert open_tasks(ticket, parties.REGION) == [both[left]]
    assert len(open_tasks(ticket, parties.NEIGHBOUR)) == 2
    done = Task.objects.unscoped("test").get(ticket=fresh(ticket.pk), done_at__isnull=False)
    assert done.done_by == who.user


# --- Queries ---


def test_the_number_of_queries_does_not_grow():
    visitor = browser(clinician())
    visitor.get(PAGE)
    for number in (1, 9):
        for _one in range(number):
            out()
        query_counts.check("web: release notes", lambda: visitor.get(PAGE, {"malgrupp": "vard"}), at_most=10)
