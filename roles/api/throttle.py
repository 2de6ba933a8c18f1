"""How many calls a credential may make: counted per minute in the cache that all servers share."""

from __future__ import annotations

import time

from django.conf import settings
from django.core.cache import cache
from rest_framework.throttling import BaseThrottle

WINDOW_S = 60


class CredentialThrottle(BaseThrottle):
    """`API_READS_PER_MINUTE` and `API_WRITES_PER_MINUTE` for each credential, in windows of one minute."""

    def allow_request(self, request, view) -> bool:
        if request.auth is None:
            return True
        reads = request.method in ("GET", "HEAD", "OPTIONS")
        most = settings.API_READS_PER_MINUTE if reads else settings.API_WRITES_PER_MINUTE
        return self.count(f"{request.auth.key}:{'read' if reads else 'write'}", most)

    def count(self, who: str, most: int) -> bool:
        """Count one call of `who`; False when it is one too many in this window."""
        now = time.time()
        self.left_s = WINDOW_S - now % WINDOW_S
        key = f"api-calls:{who}:{int(now // WINDOW_S)}"
        try:
            return cache.incr(key) <= most
        except ValueError:  # the first call of the window
            return cache.get_or_set(key, 1, WINDOW_S * 2) <= most

    def wait(self) -> float:
        return self.left_s


class AddressThrottle(CredentialThrottle):
    """Attempts to get a token, for each network address: a wrong secret costs the server a slow hash."""

    def allow_request(self, request, view) -> bool:
        return self.count(f"token:{request.META.get('REMOTE_ADDR', '')}", settings.API_TOKENS_PER_MINUTE)
