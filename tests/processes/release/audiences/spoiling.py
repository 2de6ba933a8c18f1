"""How each rule of release notes is broken; merged into the spoiling of releases."""

from tickets.processes.release.audiences.codes import Reader


def nothing_typed(context):
    context.data = {}


def nothing_waits(context):
    """Nothing is written: neither a draft nor what is published."""
    none = {reader: (None, None) for reader in Reader}
    context.subject.__dict__["_notes"] = context.actor, none


SPOILED = {
    "something_written": (nothing_typed, "notes_missing", "notes_clinic"),
    "notes_wait": (nothing_waits, "nothing_to_publish", ""),
}
