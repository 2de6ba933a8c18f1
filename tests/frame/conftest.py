import pytest
from django.contrib.auth import get_user_model

PASSWORD = "fyra glada hästar 7"


@pytest.fixture
def person(db):
    return get_user_model().objects.create_user("elin@example.org", PASSWORD, given_name="Elin", family_name="Backlund")


@pytest.fixture
def administrator(db):
    return get_user_model().objects.create_user(
        "rut@example.org", PASSWORD, given_name="Rut", family_name="Ek", is_administrator=True
    )


@pytest.fixture
def sample_pages(settings):
    """The tests' own pages are reachable, and nothing is saved in them yet."""
    from tests.frame.gallery import SampleView

    settings.ROOT_URLCONF = "tests.frame.urls"
    SampleView.saved = []
    return SampleView
