"""The program's addresses and the tests' own pages."""

from django.contrib.auth.decorators import login_not_required
from django.urls import path

from sussa.urls import handler400, handler403, handler404, handler500, urlpatterns
from tests.frame import gallery

__all__ = ["handler400", "handler403", "handler404", "handler500", "urlpatterns"]

urlpatterns = [
    path("prov/komponenter/", login_not_required(gallery.gallery)),
    path("prov/formular/", gallery.SampleView.as_view()),
    path("prov/enkel/", gallery.plain_form),
    path("prov/fel/", login_not_required(gallery.failing)),
    *urlpatterns,
]
