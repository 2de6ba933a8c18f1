"""The addresses of the agreements and the calendars."""

from django.urls import path

from sla.web import agreement_regions, agreement_versions, agreements, calendars, versions

app_name = "sla"

urlpatterns = [
    path("avtal/", agreements.agreements, name="agreements"),
    path("avtal/<slug:agreement>/", agreements.agreement, name="agreement"),
    path("avtal/<slug:agreement>/jamfor/", agreements.compare, name="agreement_compare"),
    path("avtal/<slug:agreement>/region/<slug:region>/", agreement_regions.region, name="agreement_region"),
    path("avtal/<slug:agreement>/ny-version/", agreement_versions.write, name="agreement_new"),
    path("avtal/<slug:agreement>/utkast/<int:draft>/", agreement_versions.draft, name="agreement_draft"),
    path("avtal/<slug:agreement>/utkast/<int:draft>/andra/", agreement_versions.write, name="agreement_edit"),
    path("avtal/<slug:agreement>/utkast/<int:draft>/publicera/", agreement_versions.publish, name="agreement_publish"),
    path("avtal/<slug:agreement>/utkast/<int:draft>/kasta/", agreement_versions.discard, name="agreement_discard"),
    path("kalendrar/", calendars.calendars, name="calendars"),
    path("kalendrar/<slug:calendar>/", calendars.calendar, name="calendar"),
    path("kalendrar/<slug:calendar>/ny-version/", versions.write, name="version_new"),
    path("kalendrar/<slug:calendar>/utkast/<int:draft>/", versions.draft, name="draft"),
    path("kalendrar/<slug:calendar>/utkast/<int:draft>/andra/", versions.write, name="draft_edit"),
    path("kalendrar/<slug:calendar>/utkast/<int:draft>/publicera/", versions.publish, name="draft_publish"),
    path("kalendrar/<slug:calendar>/utkast/<int:draft>/kasta/", versions.discard, name="draft_discard"),
]
