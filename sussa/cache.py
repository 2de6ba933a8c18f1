"""Django's cache in Redis with fewer journeys: one client a pool, and counting on in one round trip.

Django makes a client anew for every call, and asks whether a counter exists before it counts on. Every request over the
API counts (roles/api/throttle.py).
"""

from __future__ import annotations

from django.core.cache.backends.redis import RedisCache, RedisCacheClient


class _Client(RedisCacheClient):
    def __init__(self, *args, **options):
        super().__init__(*args, **options)
        self._clients = {}

    def get_client(self, key=None, *, write=False):
        index = self._get_connection_pool_index(write)
        if index not in self._clients:
            self._clients[index] = super().get_client(key, write=write)
        return self._clients[index]

    def incr(self, key, delta):
        """As Django's: raises ValueError where there is no such counter."""
        client = self.get_client(key, write=True)
        existed, value = client.pipeline(transaction=False).exists(key).incrby(key, delta).execute()
        if not existed:
            client.delete(key)
            raise ValueError(key)
        return value


class SharedCache(RedisCache):
    """The cache that all servers share."""

    def __init__(self, server, params):
        super().__init__(server, params)
        self._class = _Client
