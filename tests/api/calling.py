"""Calling the API as a program would: a credential, an access token, JSON in and out."""

from __future__ import annotations

import json
from datetime import date
from itertools import count

from django.test import Client

from regions import directory
from roles.credentials import ALL_SCOPES, make_client
from roles.models import Role, RoleAssignment, User
from roles.models.user import UserKind

PERSON = '"Vera Holm" <vera.holm@vendor.example>'
_keys = count(1)


class Program:
    """A client of the API. `acting` is the header Acting-Person that its calls carry ("" for none)."""

    def __init__(self, token: str, *, acting: str = ""):
        self.token, self.acting = token, acting
        self.http = Client(raise_request_exception=False)

    def headers(self, **more) -> dict[str, str]:
        said = {"Authorization": f"Bearer {self.token}"} | ({"Acting-Person": self.acting} if self.acting else {})
        return {name: value for name, value in (said | more).items() if value is not None}

    def get(self, path: str, *, headers=None, **query):
        return self.http.get(f"/api/v1/{path}", query, headers=self.headers(**(headers or {})))

    def post(self, path: str, body=None, *, headers=None, version=None, key=None):
        extra = dict(headers or {})
        if version is not None:
            extra["If-Match"] = f'"{version}"'
        if key:
            extra["Idempotency-Key"] = key
        content = body if isinstance(body, str | bytes) else json.dumps(body or {}, default=str)
        return self.http.post(
            f"/api/v1/{path}", content, content_type="application/json", headers=self.headers(**extra)
        )

    def upload(self, path: str, *, headers=None, **parts):
        return self.http.post(f"/api/v1/{path}", parts, headers=self.headers(**(headers or {})))

    def register(self, process: str, fields: dict, *, key: str = ""):
        body = {"process": process, "fields": fields}
        return self.post("tickets", body, key=key or f"registered-{next(_keys)}")

    def step(self, number: str, name: str, *, key=None, **fields):
        """Take a step with the version that a read gives."""
        version = self.get(f"tickets/{number}").json()["version"]
        return self.post(f"tickets/{number}/steps/{name}", {"fields": fields}, version=version, key=key)


def service_account(role: str, organisation: str) -> tuple[User, RoleAssignment]:
    place = directory.by_slug(organisation)
    user = User.objects.filter(email=f"{role}@api.{organisation}.example").first() or User.objects.create_user(
        f"{role}@api.{organisation}.example",
        given_name="System",
        kind=UserKind.SERVICE,
        home_organisation_id=place.pk,
    )
    assignment, _made = RoleAssignment.objects.get_or_create(
        user=user, role=Role.objects.get(slug=role), organisation_id=place.pk, defaults={"valid_from": date(2020, 1, 1)}
    )
    return user, assignment


def access_token(client_id: str, secret: str, **more):
    said = {"grant_type": "client_credentials", "client_id": client_id, "client_secret": secret}
    return Client().post("/api/v1/oauth/token", said | more)


def program(role: str, organisation: str, *, acting: str | None = None, scopes=ALL_SCOPES) -> Program:
    user, assignment = service_account(role, organisation)
    client_id, secret = make_client(name=f"{role} {organisation}", user=user, assignment=assignment, scopes=scopes)
    token = access_token(client_id, secret).json()["access_token"]
    is_vendor = directory.by_slug(organisation).tier == "vendor"
    return Program(token, acting=(PERSON if is_vendor else "") if acting is None else acting)


def vendor(**more) -> Program:
    """The vendor's system, which may do what a person at the vendor's desk may."""
    return program("cambio-service-desk", "cambio", **more)


def region(slug: str = "dalarna", **more) -> Program:
    return program("region-objektspecialist-support", slug, **more)


def support(**more) -> Program:
    return program("sussa-supportspecialist", "sussa-vardstod", **more)


def codes(answer) -> list[tuple[str, str]]:
    """(field, code) of every error in a problem."""
    return [(one["field"], one["code"]) for one in answer.json().get("errors", [])]
