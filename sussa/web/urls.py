"""The addresses of the frame's own pages."""

from django.urls import path

from sussa.web import drafting, mail_catcher, mailboxes, outgoing, read_only, session, views

app_name = "frame"

urlpatterns = [
    path("tillganglighet/", views.accessibility, name="accessibility"),
    path("tillganglighet/version/<int:version>/", views.accessibility, name="accessibility_version"),
    path("tillganglighet/redigera/", views.edit_accessibility, name="accessibility_edit"),
    path("tillganglighet/synpunkt/", views.feedback, name="feedback"),
    path("tillganglighet/synpunkter/", views.feedback_list, name="feedback_list"),
    path("personuppgifter/", views.privacy, name="privacy"),
    path("driftinformation/", views.status, name="status"),
    path("laslage/", read_only.page, name="read_only"),
    path("laslage/av/", read_only.turn_off, name="read_only_off"),
    path("utskick/", outgoing.log, name="outgoing"),
    path("utskick/igen/", outgoing.again, name="outgoing_again"),
    path("brevlador/<slug:slug>/", mailboxes.page, name="mailboxes"),
    path("brevlador/<slug:slug>/titlar/", mailboxes.titles, name="mail_titles"),
    path("brevlador/<slug:slug>/<int:pk>/ta-bort/", mailboxes.remove, name="mailbox_remove"),
    path("demo/mejl/", mail_catcher.caught, name="mail_catcher"),
    path("kortkommandon/", views.shortcuts, name="shortcuts"),
    path("sprak/", views.language, name="language"),
    path("tema/", views.theme, name="theme"),
    path("utkast/", drafting.draft_list, name="drafts"),
    path("utkast/spara/", drafting.save, name="save_draft"),
    path("utkast/kasta/", drafting.discard, name="discard_draft"),
    path("utkast/<int:pk>/ta-tillbaka/", drafting.take_back, name="take_back_draft"),
    path("session/", session.session_view, name="session"),
]
