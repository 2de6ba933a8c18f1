"""The addresses under /api/v1/ that are about forums."""

from django.urls import path

from forums.api import decisions

urlpatterns = [
    path("forums/<slug:forum>/decisions", decisions.Decisions.as_view(), name="forum_decisions"),
]
