"""The addresses of the page of personal tokens."""

from django.urls import path

from roles.web import tokens

app_name = "tokens"

urlpatterns = [
    path("", tokens.token_list, name="list"),
    path("<int:pk>/avsluta/", tokens.revoke, name="revoke"),
]
