"""The steps by which release notes are written and published. Mixed into the workflow of releases."""

from django.utils.translation import gettext_lazy as _

from engine.step import Who, step
from tickets.processes.release.audiences import effects
from tickets.processes.release.audiences.codes import FIELDS
from tickets.processes.release.states import LIVE, S

WRITER = Who("release.write_notes", "support")
PUBLISHED = tuple(one for one in LIVE if one != S.PLANNING)


class ReleaseNotes:
    # fmt: off
    @step(LIVE, None, _("Write release notes"),
          by=(WRITER,),
          asks=tuple(FIELDS),
          checks=(effects.something_written,),
          does=(effects.keep_draft,))
    def write_notes(self): "In words of each audience's own. Nobody outside reads them before they are published."

    @step(PUBLISHED, None, _("Publish release notes"),
          by=(WRITER,),
          guards=(effects.notes_wait,),
          does=(effects.publish,))
    def publish_notes(self): "Every region reads and prints them, and is asked to train and to tell its users."
    # fmt: on
