"""The shared cache counts as Django's does, in one round trip and with one client."""

import pytest
from django.core.cache import cache

KEY = "tests:counter"


@pytest.fixture(autouse=True)
def _nothing_left():
    cache.delete(KEY)
    yield
    cache.delete(KEY)


def test_a_counter_that_is_not_there_is_refused_and_stays_away():
    with pytest.raises(ValueError, match=KEY):
        cache.incr(KEY)
    assert cache.get(KEY) is None


def test_a_counter_goes_on_and_keeps_its_time():
    cache.set(KEY, 4, 60)
    assert [cache.incr(KEY), cache.incr(KEY, 3), cache.decr(KEY)] == [5, 8, 7]
    client = cache._cache.get_client()
    assert 0 < client.ttl(cache.make_key(KEY)) <= 60
    assert client is cache._cache.get_client(write=True)
