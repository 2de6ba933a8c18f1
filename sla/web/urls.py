"""The addresses of the calendars."""

from django.urls import path

from sla.web import calendars, versions

app_name = "sla"

urlpatterns = [
    path("kalendrar/", calendars.calendars, name="calendars"),
    path("kalendrar/<slug:calendar>/", calendars.calendar, name="calendar"),
    path("kalendrar/<slug:calendar>/ny-version/", versions.write, name="version_new"),
    path("kalendrar/<slug:calendar>/utkast/<int:draft>/", versions.draft, name="draft"),
    path("kalendrar/<slug:calendar>/utkast/<int:draft>/andra/", versions.write, name="draft_edit"),
    path("kalendrar/<slug:calendar>/utkast/<int:draft>/publicera/", versions.publish, name="draft_publish"),
    path("kalendrar/<slug:calendar>/utkast/<int:draft>/kasta/", versions.discard, name="draft_discard"),
]
