"""The addresses of tickets in the browser."""

from django.urls import path, register_converter

from tickets.web import detail, files, overview, queue, register, start, steps
from tickets.web.converters import Number

register_converter(Number, "number")

app_name = "tickets"

urlpatterns = [
    path("", start.start, name="start"),
    path("oversikt/", overview.overview, name="overview"),
    path("arenden/", queue.tickets, name="list"),
    path("arenden/ny/incident/", register.register, name="register"),
    path("arenden/ny/arende/", register.register, {"process": "general-case"}, name="register_case"),
    path("arenden/ny/liknande/", register.similar, name="similar"),
    path("arenden/<number:number>/", detail.detail, name="detail"),
    path("arenden/<number:number>/steg/<slug:name>/", steps.ticket_step, name="step"),
    path("arenden/<number:number>/overlamning/<int:pk>/<slug:name>/", steps.handoff_step, name="handoff_step"),
    path("arenden/<number:number>/region/<slug:region>/<slug:name>/", steps.leg_step, name="leg_step"),
    path("arenden/<number:number>/fil/<int:pk>/", files.file, name="file"),
]
