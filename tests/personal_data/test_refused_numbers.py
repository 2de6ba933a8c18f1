"""How often a number was refused: counted a region, month and kind, without the number or its writer."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from tests.api.calling import program
from tests.cases import incident
from tests.parties import DESK_ROLE, NEIGHBOUR, REGION, desk, support
from tests.people import actor
from tests.web.test_register import personal_number
from tests.web.tickets.door import Visitor, words
from tickets.models import Note, RefusedNumber

pytestmark = pytest.mark.django_db
PAGE, FILE = "/stoppade-personuppgifter/", "/stoppade-personuppgifter/fil/"


def security(region: str = REGION):
    return actor("region-informationssakerhetsansvarig", region)


def write(who=None, text: str | None = None):
    text = text or f"Ring {personal_number()} och {personal_number()}"
    return Visitor((who or desk()).user).take(incident(who), "add_note", note_text=text, note_audience="customer")


def counts() -> list[tuple]:
    rows = RefusedNumber.objects.unscoped("test").select_related("organisation").order_by("organisation__slug", "kind")
    return [(one.organisation.slug, one.kind, one.count) for one in rows]


def test_a_refusal_is_counted_though_nothing_is_saved():
    assert write().status_code == 422
    assert write().status_code == 422
    assert counts() == [(REGION, "personnummer", 2)]
    assert RefusedNumber.objects.unscoped("test").get().month == timezone.localdate().replace(day=1)
    assert not Note.all_objects.exists()


def test_what_is_saved_counts_nothing():
    assert write(text="Ring avdelningen").status_code == 303
    assert counts() == []


def test_programs_and_files_are_counted_too():
    ticket = incident()
    file = SimpleUploadedFile("logg.txt", personal_number().encode())
    answer = program(DESK_ROLE, REGION).upload(f"tickets/{ticket.number}/attachments", files=file, audience="customer")
    assert answer.status_code == 422
    assert counts() == [(REGION, "personnummer", 1)]


def test_each_region_reads_its_own_and_the_support_organisation_all():
    write(), write(desk(NEIGHBOUR))
    own = words(Visitor(security().user).see(PAGE))
    every = words(Visitor(actor("sussa-informationssakerhetsansvarig", "sussa-vardstod").user).see(PAGE))
    names = {who: who.hats[0].organisation.name for who in (desk(), desk(NEIGHBOUR))}
    first, second = names.values()
    assert (first in own, second in own.split("Hur ofta")[1]) == (True, False)
    assert first in every and second in every
    assert "ett personnummer" in own and personal_number() not in own + every


def test_the_file_says_the_same():
    write()
    answer = Visitor(security().user).see(FILE)
    assert answer["Content-Disposition"].startswith('attachment; filename="stoppade-personuppgifter-')
    assert f"{timezone.localdate():%Y-%m};" in answer.content.decode() and ";1" in answer.content.decode()


@pytest.mark.parametrize("address", [PAGE, FILE])
def test_others_read_none_of_it(address):
    for who in (desk(), support()):
        assert Visitor(who.user).see(address).status_code == 403
