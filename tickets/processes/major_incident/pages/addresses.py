"""The addresses of a major incident's pages."""

from django.urls import path
from django.utils.translation import pgettext_lazy

from tickets.processes.major_incident.pages import messages, ongoing, picture, registering, review
from tickets.web import menu

registering.register()
menu.add(
    menu.WORK,
    menu.Entry(("tickets:ongoing",), pgettext_lazy("menu", "Major incidents"), "alert", key="g m"),
    after="tickets:list",
)

urlpatterns = [
    path("storningar/", ongoing.ongoing, name="ongoing"),
    path("storningar/<number:number>/lagesbild/", picture.situation_picture, name="situation_picture"),
    path("storningar/<number:number>/besked/", messages.status_messages, name="status_messages"),
    path("storningar/<number:number>/efteranalys/", review.review, name="review"),
]
