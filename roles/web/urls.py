"""The addresses of the register of roles and people."""

from django.urls import path

from roles.web import assigning, matrix, people, preference, register

app_name = "roles"

urlpatterns = [
    path("roller/", register.register, name="register"),
    path("roller/matris/", matrix.matrix, name="matrix"),
    path("roller/personer/", people.people, name="people"),
    path("roller/personer/ny/", people.add_person, name="person_add"),
    path("roller/personer/<int:pk>/", people.person, name="person"),
    path("roller/personer/<int:pk>/losenord/", people.new_password, name="new_password"),
    path("roller/personer/<int:pk>/konto/", people.set_active, name="set_active"),
    path("roller/ge/<slug:slug>/", assigning.assign, name="assign"),
    path("roller/tilldelning/<int:pk>/", assigning.end, name="end"),
    path("roller/tilldelning/<int:pk>/ta-tillbaka/", assigning.withdraw, name="withdraw"),
    path("konto/agerar-som/", preference.act_as, name="act_as"),
]
