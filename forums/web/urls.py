"""The addresses of forums and of their decisions in the browser."""

from django.urls import path

from forums.web import deciding, pages, scopes, waiting

app_name = "forums"

urlpatterns = [
    path("forum/", pages.register, name="register"),
    path("forum/<slug:slug>/", pages.forum, name="forum"),
    path("forum/<slug:slug>/beslut/<int:year>/<int:number>/", pages.decision, name="decision"),
    path("forum/<slug:slug>/besluta/<number:number>/", deciding.choose, name="decide"),
    path("forum/<slug:slug>/besluta/<number:number>/<slug:step>/", deciding.decide, name="decide_step"),
]

scopes.add()
scopes.register()
waiting.add()
