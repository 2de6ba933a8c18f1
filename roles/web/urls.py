"""The addresses of the register of roles and people."""

from django.urls import path, register_converter
from django.urls.converters import StringConverter

from roles.web import assigning, delegations, grouping, matrix, people, preference, register, viewing


class ActConverter(StringConverter):
    regex = "accept|decline|withdraw|end"


register_converter(ActConverter, "delegation_act")

app_name = "roles"

urlpatterns = [
    path("roller/", register.register, name="register"),
    path("roller/matris/", matrix.matrix, name="matrix"),
    path("roller/personer/", people.people, name="people"),
    path("roller/personer/ny/", people.add_person, name="person_add"),
    path("roller/personer/<int:pk>/", people.person, name="person"),
    path("roller/personer/<int:pk>/losenord/", people.new_password, name="new_password"),
    path("roller/personer/<int:pk>/konto/", people.set_active, name="set_active"),
    path("roller/personer/<int:pk>/visa-som/", viewing.begin, name="viewing_begin"),
    path("roller/visningar/", viewing.log, name="viewings"),
    path("roller/visningar/sluta/", viewing.end, name="viewing_end"),
    path("roller/visningar/<int:pk>/", viewing.pages, name="viewing"),
    path("roller/ge/<slug:slug>/", assigning.assign, name="assign"),
    path("roller/tilldelning/<int:pk>/", assigning.end, name="end"),
    path("roller/tilldelning/<int:pk>/ta-tillbaka/", assigning.withdraw, name="withdraw"),
    path("roller/bestallare/", grouping.listed, name="groups"),
    path("roller/bestallare/<slug:slug>/ny/", grouping.add, name="group_add"),
    path("roller/medlem/<int:pk>/grans/", grouping.limit, name="group_limit"),
    path("roller/medlem/<int:pk>/slut/", grouping.end, name="group_end"),
    path("roller/medlem/<int:pk>/ta-tillbaka/", grouping.withdraw, name="group_withdraw"),
    path("konto/delegeringar/", delegations.delegations, name="delegations"),
    path("konto/delegeringar/<int:pk>/<delegation_act:act>/", delegations.answer, name="delegation"),
    path("konto/agerar-som/", preference.act_as, name="act_as"),
]
