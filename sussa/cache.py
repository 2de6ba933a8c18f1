"""Django's cache in Redis with fewer journeys, and no worse than slow when Redis is gone.

Django makes a client anew for every call, and asks whether a counter exists before it counts on. Every request over the
API counts (roles/api/throttle.py).

While Redis does not answer each process keeps for itself what it is given, so that limits still limit; but no
log-in, since one that ended on another server must not live on here: the database knows it. Redis is tried again every
few seconds, by one thread of the process. When it is back the log-ins are taken out of it, since one that ended
meanwhile still stands there; limits stay, so that a slow moment does not begin their counts anew.
"""

from __future__ import annotations

import threading
import time
from dataclasses import dataclass, replace
from datetime import datetime
from itertools import islice

from django.contrib.sessions.backends.cached_db import KEY_PREFIX as LOG_INS
from django.core.cache.backends.locmem import LocMemCache
from django.core.cache.backends.redis import RedisCache, RedisCacheClient
from django.utils import timezone
from redis.backoff import NoBackoff
from redis.exceptions import ConnectionError as NotConnected
from redis.exceptions import RedisError
from redis.retry import Retry

AGAIN_SECONDS = 3
# A connection that Redis has closed is opened anew once; nobody waits twice for a server that says nothing.
PATIENCE = {"socket_connect_timeout": 1, "socket_timeout": 1, "retry": Retry(NoBackoff(), 1, (NotConnected,))}
KEPT_ALONE = {"OPTIONS": {"MAX_ENTRIES": 20_000}}  # as many as may count for a limit: who fills it starts counts anew
AT_A_TIME = 1_000
OPERATIONS = ("add", "get", "set", "touch", "delete", "get_many", "has_key", "incr", "set_many", "delete_many", "clear")


@dataclass
class _Gone:
    since: datetime
    again_at: float  # of time.monotonic()


# Threads share it: whoever reads it reads it once.
_gone: _Gone | None = None
_lock = threading.Lock()


def gone_since() -> datetime | None:
    """Since when this process has found Redis gone (UTC); None while it answers."""
    gone = _gone
    return gone.since if gone else None


class _Client(RedisCacheClient):
    def __init__(self, *args, **options):
        super().__init__(*args, **PATIENCE | options)
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


class _Alone(LocMemCache):
    """What a process keeps for itself."""

    def set(self, key, value, *args, **kwargs):
        if not key.startswith(LOG_INS):
            super().set(key, value, *args, **kwargs)


class SharedCache(RedisCache):
    """The cache that all servers share."""

    def __init__(self, server, params):
        super().__init__(server, params)
        self._class = _Client
        self._alone = _Alone("alone", params | KEPT_ALONE)

    def keeps_what_it_is_given(self) -> bool:
        """Ask Redis itself, whatever is known of it. Raises RedisError."""
        super().set("readyz", "ok", 10)
        return super().get("readyz") == "ok"

    def _asked(self, name: str, args, kwargs):
        """What Redis answers, or else what this process keeps."""
        gone = _gone
        if gone is None or _is_mine_to_try():
            try:
                if gone is not None:
                    self._forget_log_ins()
                found = getattr(super(), name)(*args, **kwargs)
            except RedisError:
                _note_gone()
            else:
                if gone is not None:
                    self._note_back()
                return found
        return getattr(self._alone, name)(*args, **kwargs)

    def _forget_log_ins(self) -> None:
        client = self._cache.get_client(write=True)
        found = client.scan_iter(match=f"{self.make_key(LOG_INS)}*", count=AT_A_TIME)
        while some := list(islice(found, AT_A_TIME)):
            client.delete(*some)

    def _note_back(self) -> None:
        global _gone
        _gone = None
        self._alone.clear()


def _is_mine_to_try() -> bool:
    """Whether it is time to try Redis again; the others go on without it until this thread knows."""
    global _gone
    with _lock:
        gone, now = _gone, time.monotonic()
        if gone is not None and now < gone.again_at:
            return False
        if gone is not None:
            _gone = replace(gone, again_at=now + AGAIN_SECONDS)
        return True


def _note_gone() -> None:
    global _gone
    with _lock:
        since = _gone.since if _gone else timezone.now()
        _gone = _Gone(since, time.monotonic() + AGAIN_SECONDS)


def _either(name: str):
    def operation(self, *args, **kwargs):
        return self._asked(name, args, kwargs)

    operation.__name__ = name
    return operation


for _name in OPERATIONS:
    setattr(SharedCache, _name, _either(_name))
