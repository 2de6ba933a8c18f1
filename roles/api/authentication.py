"""Who calls: a program with an OAuth access token, a program with a person's own token, or a browser with its log-in.

Each gives `request.user`, `request.auth` (a `Credential`) and `request.actor`. A client acts as the one hat its
credential is bound to; a person acts with all hats worn today.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

from allauth.idp.oidc.adapter import get_adapter
from allauth.idp.oidc.models import Token
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext as _
from rest_framework.authentication import BaseAuthentication, SessionAuthentication
from rest_framework.exceptions import AuthenticationFailed

from regions.planned import planned
from roles.actor import Actor, actor_for
from roles.api import acting_person
from roles.api.refusals import HatEnded
from roles.credentials import ALL_SCOPES, READ, TOKEN_PREFIX, WRITE, digest_of
from roles.models import ApiClient, PersonalToken, User

CHALLENGE = 'Bearer realm="api"'
USE_NOTED_EVERY = timedelta(minutes=5)
# The person of a token that was not withdrawn, has not expired and whose person may log in. Asked at every call,
# so written out: building it anew each time cost more than answering it.
_COLUMNS = ", ".join(f"u.{field.column}" for field in User._meta.concrete_fields)
_HOLDER = (
    f"select {_COLUMNS},"  # noqa: S608 names of the model's own columns
    " t.id as token_id, t.last_used_at as token_used_at from roles_personaltoken t"
    " join roles_user u on u.id = t.user_id"
    " where t.digest = %s and t.revoked_at is null and t.expires_at > %s and u.is_active"
)
SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS"})


@dataclass(frozen=True)
class Credential:
    """What a call came in with. `key` names it among all credentials; it is no secret."""

    kind: str
    key: str
    scopes: frozenset[str]

    def allows(self, method: str) -> bool:
        return (READ if method in SAFE_METHODS else WRITE) in self.scopes


class BearerAuthentication(BaseAuthentication):
    """`Authorization: Bearer …` with an OAuth access token or a personal token."""

    @staticmethod
    def check_words(text: str) -> None:
        """Asked before a name from a header is kept; a subclass may refuse it."""

    def authenticate_header(self, request) -> str:
        return CHALLENGE

    def authenticate(self, request):
        scheme, _space, value = request.headers.get("Authorization", "").partition(" ")
        if scheme.lower() != "bearer":
            return None
        value = value.strip()
        found = self._person(request, value) if value.startswith(TOKEN_PREFIX) else self._client(request, value)
        if found is None:
            raise AuthenticationFailed(_("The token is not known, has expired or was withdrawn."), "invalid_token")
        return found

    def _client(self, request, value: str):
        held = Q(client__token__expires_at=None) | Q(client__token__expires_at__gt=timezone.now())
        rows = ApiClient.objects.filter(
            held, client__token__type=Token.Type.ACCESS_TOKEN, client__token__hash=get_adapter().hash_token(value)
        )
        bound = rows.select_related("user").annotate(granted=F("client__token__scopes")).first()
        if bound is None or not bound.user.is_active:
            return None
        credential = Credential("client", f"client:{bound.pk}", frozenset(bound.granted.split()))
        actor = actor_for(bound.user, assignment_id=bound.assignment_id)
        if not actor.hats:
            raise HatEnded
        person = acting_person.of(request, actor, credential, check=self.check_words)
        request.actor = Actor(user=bound.user, hats=actor.hats, acting_person=person, group_ids=actor.group_ids)
        return bound.user, credential

    def _person(self, request, value: str):
        now = timezone.now()
        user = next(iter(User.objects.raw(*planned(_HOLDER, [digest_of(value), now]))), None)
        if user is None:
            return None
        acting_person.refuse(request)
        if user.token_used_at is None or now - user.token_used_at > USE_NOTED_EVERY:
            PersonalToken.objects.filter(pk=user.token_id).update(last_used_at=now)
        request.actor = actor_for(user)
        return user, Credential("token", f"token:{user.token_id}", frozenset(ALL_SCOPES))


class BrowserAuthentication(SessionAuthentication):
    """The log-in of the browser, with its protection against forged calls.

    `request.actor` is the page's: while the person looks as somebody else it is cut as on the pages (roles.viewing).
    """

    def authenticate_header(self, request) -> str:
        return CHALLENGE

    def authenticate(self, request):
        found = super().authenticate(request)
        if found is None:
            return None
        acting_person.refuse(request)
        user = found[0]
        return user, Credential("session", f"user:{user.pk}", frozenset(ALL_SCOPES))
