"""How the steps of release notes are taken; merged into the ways of releases."""

from tests import parties
from tests.people import actor
from tests.tickets.way import Way, after


def writer():
    return actor("sussa-utbildningskoordinator", parties.SUPPORT_ORG)


def scoped():
    from tests.processes.release.places import release

    return release("scoped")


NOTES = {"notes_clinic": "Läkemedelslistan öppnas snabbare.", "notes_vendor": "Ha bemanning under intensivbevakningen."}
OF_NOTES = {
    "write_notes": Way(scoped, writer, NOTES),
    "publish_notes": Way(after(scoped, "write_notes", writer, NOTES), writer),
}
