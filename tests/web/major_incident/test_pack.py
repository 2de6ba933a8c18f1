"""The pack for when the program is down: whole files that need no server, each with what its region may read."""

import hashlib
import re

import pytest
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat

from regions import directory
from sussa import schedule
from tests import cases, parties
from tests.processes.major_incident import places as majors
from tickets.processes.major_incident.pages import pack
from tickets.tasks import write_major_pack

pytestmark = pytest.mark.django_db

ONLY_NEIGHBOUR = "Zinkgrodan i grannregionen"


@pytest.fixture
def folder(settings, tmp_path):
    settings.MAJOR_PACK_DIR = tmp_path / "pack"
    return settings.MAJOR_PACK_DIR


def text(folder, slug: str) -> str:
    return (folder / f"{slug}.html").read_text(encoding="utf-8")


def under_way():
    ticket = majors.major("investigating")
    majors.say(ticket, "state_affected", row_units="Akuten")
    data = majors.message(message_situation=ONLY_NEIGHBOUR, message_audience=[parties.NEIGHBOUR])
    cases.step(ticket, "write_message", majors.communicator(), **data)
    return cases.step(ticket, "publish_message", majors.leader())


def test_each_region_and_support_has_a_file_and_the_sums_are_true(folder):
    under_way()
    assert write_major_pack() == len(directory.regions()) + 1
    names = {f"{one.slug}.html" for one in (*directory.regions(), directory.support_org())}
    assert {one.name for one in folder.iterdir()} == names | {pack.SUMS}
    for line in (folder / pack.SUMS).read_text().splitlines():
        digest, name = line.split("  ")
        assert hashlib.sha256((folder / name).read_bytes()).hexdigest() == digest


def test_the_sums_are_signed_where_there_is_a_key_and_no_old_signature_stays(folder, settings):
    key = Ed25519PrivateKey.generate()
    settings.MAJOR_PACK_KEY = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()).decode()
    pack.write()
    signature, sums = (folder / pack.SIGNATURE).read_bytes(), (folder / pack.SUMS).read_bytes()
    key.public_key().verify(signature, sums)
    with pytest.raises(InvalidSignature):
        key.public_key().verify(signature, sums + b" ")
    settings.MAJOR_PACK_KEY = ""
    pack.write()
    assert not (folder / pack.SIGNATURE).exists()


def test_the_file_holds_situation_contacts_and_what_to_do_with_its_time(folder):
    ticket, manager = under_way(), majors.region_manager()
    manager.user.work_phone = "023-49 00 00"
    manager.user.save()
    pack.write()
    seen = text(folder, parties.REGION)
    for words in (ticket.number, "Akuten", "https://mote.example/mi", "023-49 00 00", str(manager.user), "Skrivet"):
        assert words in seen, words
    assert majors.manager().user.given_name in seen


def test_the_file_asks_for_nothing(folder):
    under_way()
    pack.write()
    seen = text(folder, parties.REGION)
    assert re.findall(r"<(script|link|img|iframe|form)\b", seen) == []
    assert re.findall(r"(?:src|href)=", seen) == []


def test_a_region_reads_no_message_that_was_meant_for_another(folder):
    under_way()
    pack.write()
    assert ONLY_NEIGHBOUR in text(folder, parties.NEIGHBOUR)
    assert ONLY_NEIGHBOUR in text(folder, parties.SUPPORT_ORG)
    assert ONLY_NEIGHBOUR not in text(folder, parties.REGION)


def test_the_vendors_people_stand_by_their_role_alone(folder):
    vendor = majors.vendor_manager()
    pack.write()
    seen = text(folder, parties.REGION)
    assert vendor.hats[0].label in seen
    assert vendor.user.given_name not in seen
    assert vendor.user.email not in seen


def test_what_is_over_is_gone_with_the_next_one(folder):
    ticket = under_way()
    pack.write()
    cases.step(ticket, "downgrade", majors.manager(), reason="Färre än vi trodde")
    pack.write()
    assert ticket.number not in text(folder, parties.REGION)


def test_a_page_that_cannot_be_made_keeps_no_other_back_and_is_told(folder, monkeypatch):
    pack.write()
    before, made = text(folder, parties.REGION), pack.page
    ticket = under_way()

    def fails_for_one(place, *rest, **more):
        if place.slug == parties.REGION:
            raise ValueError(place.slug)
        return made(place, *rest, **more)

    monkeypatch.setattr(pack, "page", fails_for_one)
    with pytest.raises(ExceptionGroup) as told:
        write_major_pack()
    assert [str(one) for one in told.value.exceptions] == [parties.REGION]
    assert text(folder, parties.REGION) == before and ticket.number in text(folder, parties.NEIGHBOUR)
    lines = (folder / pack.SUMS).read_text().splitlines()
    assert len(lines) == len(directory.regions()) + 1
    assert all(hashlib.sha256((folder / name).read_bytes()).hexdigest() == sum_ for sum_, name in map(str.split, lines))


def test_a_folder_that_cannot_be_written_is_told(folder):
    folder.write_text("a file stands where the folder should be")
    with pytest.raises(OSError):
        write_major_pack()


def test_the_file_of_a_region_that_has_left_is_removed_with_what_was_half_written(folder):
    folder.mkdir()
    for name in ("lamnat-oss.html", "dalarna.html.part"):
        (folder / name).write_text("Karin, 070-123 45 67")
    pack.write()
    assert not (folder / "lamnat-oss.html").exists() and not (folder / "dalarna.html.part").exists()


def test_strangers_on_the_machine_do_not_read_it(folder):
    pack.write()
    assert all(one.stat().st_mode & 0o007 == 0 for one in folder.iterdir())


def test_a_draft_and_a_regions_own_addition_stay_where_they_belong(folder):
    ticket = under_way()
    cases.step(ticket, "add_suffix", majors.region_manager(parties.NEIGHBOUR), suffix_text="Ring växel fyra")
    cases.step(ticket, "write_message", majors.communicator(), **majors.message(message_situation="Utkastet säger"))
    pack.write()
    assert "Ring växel fyra" in text(folder, parties.NEIGHBOUR)
    assert "Ring växel fyra" not in text(folder, parties.REGION)
    assert not any("Utkastet säger" in one.read_text(encoding="utf-8") for one in folder.glob("*.html"))


def test_beat_asks_for_it_each_hour():
    (row,) = [one for one in schedule.EACH.values() if one["task"] == "tickets.tasks.write_major_pack"]
    assert row["schedule"] == 3600
