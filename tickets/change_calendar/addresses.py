"""The addresses of the change calendar, and its place in the menu."""

from django.urls import path
from django.utils.translation import pgettext_lazy

from tickets.change_calendar import feed_pages, pages, setting_pages
from tickets.web import menu

urlpatterns = [
    path("andringar/kalender/", pages.calendar, name="change_calendar"),
    path("andringar/kalender/regler/", setting_pages.rules, name="change_rules"),
    path("andringar/kalender/fonster/nytt/", setting_pages.edit, {"kind": "fonster"}, name="window_new"),
    path("andringar/kalender/fonster/<int:pk>/", setting_pages.edit, {"kind": "fonster"}, name="window"),
    path("andringar/kalender/stopp/nytt/", setting_pages.edit, {"kind": "stopp"}, name="freeze_new"),
    path("andringar/kalender/stopp/<int:pk>/", setting_pages.edit, {"kind": "stopp"}, name="freeze"),
    path("konto/kalender/", feed_pages.account, name="calendar_feed"),
    path("konto/kalender/avsluta/", feed_pages.revoke, name="calendar_feed_revoke"),
    path("andringar/kalender/<slug:secret>.ics", feed_pages.ics, name="calendar_ics"),
]
menu.add(
    menu.WORK,
    menu.Entry(("tickets:change_calendar",), pgettext_lazy("menu", "Change calendar"), "clock"),
    after="tickets:list",
)
