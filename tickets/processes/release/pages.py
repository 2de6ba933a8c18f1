"""The pages of releases: how one is registered, its panel, and its rows of the start page."""

from __future__ import annotations

from django.urls import path
from django.utils.translation import gettext_lazy, pgettext_lazy

from tickets.processes.release import asking, phrases, showing, waiting
from tickets.processes.release.workflow import WHAT, Release
from tickets.web import menu, panels, possible, register, register_form

PROCESS = Release.slug

register_form.add(
    PROCESS,
    register_form.Registration(
        gettext_lazy("New release"),
        ("tickets/release/register.html",),
        frozenset(WHAT),
        "tickets:register_release",
        gettext_lazy("What is put into use in every region. What it contains is decided afterwards."),
        ("tickets:register_change", gettext_lazy("Submit a change instead")),
        helps={
            "title": gettext_lazy("What people call it, in one line. No details about patients."),
            "services": gettext_lazy("The parts that get a new version."),
            "rollout_mode": gettext_lazy("Each region states its own time and its wave."),
        },
    ),
    pages=(WHAT,),
    more=(),
)
phrases.add()
asking.add()
waiting.add()
possible.place(PROCESS, seldom={"edit", "name_change", "sign_cancel", "reject_delivery"})
panels.BEFORE[PROCESS] = showing.read_before
panels.add(PROCESS, showing.panel)
menu.add(
    menu.WORK,
    menu.Entry(
        ("tickets:register_release",), pgettext_lazy("menu", "New release"), "plus", capability="release.create"
    ),
    after="tickets:register_change",
)

urlpatterns = [path("arenden/ny/release/", register.register, {"process": PROCESS}, name="register_release")]
