"""The pages beside a release: its state before and while it is rolled out, notes, deviations; sound in every dress."""

import pytest

from tests import parties
from tests.cases import step
from tests.processes.deviation import places as deviating
from tests.processes.release import places as at
from tests.processes.release.audiences.ways import writer

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("no_rules")]


@pytest.mark.parametrize("role", ["region-driftsattningsansvarig", "region-objektledare"])
def test_releases_notes_and_deviations_are_sound(enter, role):
    told = step(at.release("acceptance"), "write_notes", writer(), notes_support="Starta om alla klienter efter bytet.")
    told, halted = step(told, "publish_notes", writer()), at.release("halted")
    at.others_opted_out(at.release("approved"))
    deviation = deviating.registered()
    window = enter(role, parties.REGION)
    for ticket in (told, halted, deviation):
        window.page.goto(f"/arenden/{ticket.number}/")
        window.assert_sound()
    for address in ("/releaser/nytt/", "/avvikelser/", "/versioner/", "/andringar/kalender/"):
        window.page.goto(address)
        window.assert_sound()
