"""The addresses of a major incident's pages."""

from django.urls import path

from tickets.processes.major_incident.pages import messages, ongoing, picture, registering, review

registering.register()

urlpatterns = [
    path("storningar/", ongoing.ongoing, name="ongoing"),
    path("storningar/<number:number>/lagesbild/", picture.situation_picture, name="situation_picture"),
    path("storningar/<number:number>/besked/", messages.status_messages, name="status_messages"),
    path("storningar/<number:number>/efteranalys/", review.review, name="review"),
]
