"""The rows' pages: the board on the release's page, their forms, the timeline's words, and what waits on Start."""

from __future__ import annotations

from django.urls import path

from tickets.processes.release.deployments import board, phrases, suggesting, waiting
from tickets.web import panels, steps

panels.add("release", board.panel)
phrases.register()
waiting.add()
suggesting.add()

urlpatterns = [
    path(
        "arenden/<number:number>/driftsattning/<slug:region>/<slug:name>/",
        steps.deployment_step,
        name="deployment_step",
    ),
]
