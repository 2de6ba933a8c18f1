"""The description that others build on: OpenAPI 3.1, true to what the doors answer, made from the steps themselves."""

import pytest
import schemathesis
from django.core import signals
from django.db import close_old_connections
from drf_spectacular.validation import validate_schema
from hypothesis import HealthCheck, given, settings, strategies
from schemathesis import checks

from engine.step import steps
from sussa.api_docs import description
from sussa.wsgi import application
from tests.api.calling import support, vendor
from tests.cases import at_vendor
from tickets.api.problems import CODES
from tickets.api.requests import component_name
from tickets.models import Handoff
from tickets.workflows import PROCESSES

pytestmark = pytest.mark.django_db

TRUE_TO_IT = [
    checks.not_a_server_error,
    checks.status_code_conformance,
    checks.content_type_conformance,
    checks.response_headers_conformance,
    checks.response_schema_conformance,
]
EXAMPLES = 12


DESCRIBED = schemathesis.openapi.from_dict(description())
DESCRIBED.app = application
DESCRIBED.config.phases.coverage.enabled = False


@pytest.fixture
def unlimited(settings):
    """As Django's own test client does: the test's transaction lives through the calls. And no limit a minute."""
    settings.API_READS_PER_MINUTE = settings.API_WRITES_PER_MINUTE = settings.API_TOKENS_PER_MINUTE = 10**6
    signals.request_started.disconnect(close_old_connections)
    signals.request_finished.disconnect(close_old_connections)
    yield
    signals.request_started.connect(close_old_connections)
    signals.request_finished.connect(close_old_connections)


@pytest.fixture
def known():
    """Two callers and a ticket that both read, with a hand-off: so that random calls also reach something."""
    ticket = at_vendor()
    handoff = Handoff.objects.unscoped("test").filter(ticket=ticket).last()
    return ticket, handoff, vendor(), support()


# Each under a name of its own: schemathesis' own parametrize gives all the same, and two workers then run only one.
OPERATIONS = [found.ok() for found in DESCRIBED.get_all_operations()]


@pytest.mark.parametrize("operation", OPERATIONS, ids=lambda operation: operation.label)
@given(data=strategies.data())
@settings(
    max_examples=EXAMPLES,
    database=None,
    suppress_health_check=list(HealthCheck),
)
def test_no_call_answers_what_the_description_does_not_say(operation, data, known, unlimited):
    case = data.draw(operation.as_strategy())
    ticket, handoff, cambio, sussa = known
    for caller in (cambio, sussa):
        for name, value in {"number": ticket.number, "id": handoff.pk, "region": "dalarna"}.items():
            if name in case.path_parameters:
                case.path_parameters[name] = value
        headers = {"Authorization": f"Bearer {caller.token}"}
        if caller.acting and case.method == "POST":
            headers["Acting-Person"] = caller.acting
        case.call_and_validate(headers=headers, checks=TRUE_TO_IT)


def test_the_description_is_valid_openapi_three_one():
    said = description()
    validate_schema(said)
    assert said["openapi"].startswith("3.1")


def test_every_step_that_people_take_is_described_with_its_fields():
    components = description()["components"]["schemas"]
    for slug, workflow in PROCESSES.items():
        for one in steps(workflow).values():
            if not one.rule.is_for_people or not set(one.sources) - {"", "draft"}:
                continue
            fields = components[component_name(slug, one.name)]["properties"]["fields"]["properties"]
            assert {each.name for each in one.rule.inputs} <= set(fields), one.name


def test_every_operation_names_the_refusals_that_any_call_can_meet():
    for path, operations in description()["paths"].items():
        for method, one in operations.items():
            if path.endswith("/oauth/token"):
                continue
            wanted = {"401", "403", "429"} | ({"400", "409", "415", "422", "503"} if method == "post" else set())
            assert wanted <= set(one["responses"]), (method, path)


def test_every_code_of_a_problem_has_its_place_in_the_list_of_problems(client):
    page = client.get("/api/v1/problems/").content.decode()
    assert all(f'id="{code}"' in page for code in CODES)
