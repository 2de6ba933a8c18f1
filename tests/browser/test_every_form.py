"""Every form of the program after a log-in that ended: found by walking the addresses, so that none is forgotten."""

from urllib.parse import urljoin

import pytest
from django.contrib.sessions.models import Session
from django.core.cache import cache
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, resolve
from django.utils import timezone
from lxml.etree import XPath
from lxml.html import fromstring

from engine.step import steps
from roles.actor import actor_for
from roles.models import Draft, RoleAssignment, User
from tests import cases, parties
from tests.articles import making
from tests.noleak.addresses import _filled, values_of
from tests.parties import NEIGHBOUR, REGION, SUPPORT_ORG, VENDOR_ORG
from tests.people import PASSWORD, person, wear
from tests.tickets import places
from tickets import saved_views
from tickets.models import (
    Article,
    Ballot,
    BulkRun,
    Handoff,
    MiRegionRow,
    RegionDeployment,
    RegionLeg,
    RegulatoryTrack,
    SavedView,
)
from tickets.processes import PROCESSES

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

# The forms in a page that somebody writes in.
FORMS = XPath(
    '//form[@method="post"][not(@data-may-leave)][not(@data-no-draft)]'
    '[.//textarea or .//select or .//input[not(@type="hidden")][not(@type="file")]]'
)
PICK = """const form = [...document.querySelectorAll('form[method="post"]')].find(one => {
  const to = new URL(one.getAttribute('action') || location.href, location.href);
  return to.pathname + to.search === address && !one.matches('[data-may-leave]');
});"""
FILL = (
    "address => {"
    + PICK
    + """
  const words = {date: '2026-12-24', time: '10:15', number: '7', email: 'ny.person@example.org'};
  for (const one of form.elements) {
    if (['hidden', 'file', 'submit', 'button', 'fieldset'].includes(one.type) || one.disabled) continue;
    if (one.tagName === 'SELECT') one.selectedIndex = one.options.length - 1;
    else if (['radio', 'checkbox'].includes(one.type)) one.checked = true;
    else if (one.tagName === 'TEXTAREA') one.value = 'Rad ett\\nRad två med <tecken>';
    else one.value = words[one.type] || 'Ord som ska finnas kvar';
  }
}"""
)
WRITTEN = (
    "address => {"
    + PICK
    + """
  return form ? [...new FormData(form)].filter(([name, value]) => typeof value === 'string' && value
    && !['csrfmiddlewaretoken', 'once', '_resume', 'version', 'read_version', 'seen'].includes(name))
    .map(row => row.join('=')).sort() : null;
}"""
)
FILTERED = {"arenden/vyer/": "?state=open"}  # a view is made of the list's filters
SEND = "address => {" + PICK + " form.noValidate = true; form.requestSubmit(); }"


def routes(patterns=None, before="", converters=None):
    """Each address of ours with its parameters: not the account library's and not the API's, which have no forms."""
    for one in get_resolver().url_patterns if patterns is None else patterns:
        route = before + str(one.pattern).lstrip("^").rstrip("$")
        inside = {**(converters or {}), **one.pattern.converters}
        if isinstance(one, URLResolver):
            yield from routes(one.url_patterns, route, inside)
        elif isinstance(one, URLPattern) and not one.callback.__module__.startswith("allauth") and "api/" not in route:
            yield route, inside


PARTS = {
    "/overlamning/": Handoff,
    "/region/": RegionLeg,
    "/provning/": RegulatoryTrack,
    "/lage/": MiRegionRow,
    "/driftsattning/": RegionDeployment,
    "/omrostning/": Ballot,
    "kunskap/": Article,
}


def values(route, tickets) -> dict[str, list]:
    """What fills the parameters of an address for the tickets and everything that there is beside them."""
    numbers = [one.number for one in tickets]
    articles = list(Article.objects.unscoped("test").values_list("number", flat=True))
    rows = [model.objects.values_list("pk", flat=True) for model in (SavedView, BulkRun)]
    people = [
        pk for model in (RoleAssignment, User) for pk in model.objects.order_by("pk").values_list("pk", flat=True)[:2]
    ]
    known = values_of(tickets[0]) | {"act": ["accept"], "article": articles[:1], "region": [REGION, NEIGHBOUR]}
    known |= {"number": articles if "kunskap/" in route else numbers}
    known |= {"pk": sorted({*people, *(pk for found in rows for pk in found)})}
    workflows = [PROCESSES[process] for process in sorted({one.process for one in tickets})]
    for mark, part in PARTS.items():
        if mark in route:  # its own steps, and its own rows
            workflows = [part]
            if part is not Article:
                known["pk"] = sorted(part.objects.unscoped("test").values_list("pk", flat=True))
    return known | {"name": sorted({name for workflow in workflows for name in steps(workflow)})}


def a_region():
    user = person("region-objektledare", REGION)
    for role in ("objektspecialist-support", "incidentansvarig", "objektspecialist-utbildning"):
        wear(user, f"region-{role}", REGION)
    wear(user, "region-informationssakerhetsansvarig", REGION)
    user.is_administrator = True
    user.save()
    making.published(), making.step(making.written(), "submit", making.writer()), making.written(actor_for(user))
    return user


def a_support_leader():
    user = person("sussa-supportspecialist", SUPPORT_ORG)
    wear(user, "sussa-objektledare", SUPPORT_ORG)  # who also edits the calendars
    return user


def offered_to_support():
    return cases.step(cases.prioritised(), "escalate_tier", parties.desk(), **cases.TO_SUPPORT)


def offered_to_vendor():
    return cases.step(cases.at_support(), "escalate_vendor", parties.support(), **cases.TO_VENDOR)


EVERYBODY = {"roles:delegations", "tickets:register", "tickets:register_case", "tickets:bulk_run", "tickets:views"}
EVERYBODY |= {"tickets:notice_preferences", "tickets:view_edit", "tickets:step add_note", "tickets:step attach"}
# Who walks, among which cases, and the forms that must be among those found.
WALKERS = {
    "a region's administrator": (
        a_region,
        lambda: [cases.opened("general-case", parties.desk()), places.incident("in_progress"), cases.prioritised()],
        {"roles:person_add", "roles:assign", "roles:end", "roles:viewing_begin"}
        | {"frame:accessibility_edit", "tickets:article_new"}
        | {f"tickets:article_step {name}" for name in ("edit", "submit", "publish", "send_back", "feed_back", "retire")}
        | {f"tickets:step {name}" for name in ("prioritise", "hold", "resolve", "escalate_tier", "reclassify")},
    ),
    "another region": (
        lambda: person(parties.DESK_ROLE, NEIGHBOUR),
        lambda: [places.joined(), places.joint()],
        {"tickets:leg_step restate", "tickets:leg_step split_out", "tickets:step join"},
    ),
    "the support organisation": (
        a_support_leader,
        lambda: [cases.at_support(), offered_to_support()],
        {"tickets:handoff_step accept", "tickets:step escalate_vendor", "tickets:leg_step resolve", "sla:version_new"}
        | {"sla:agreement_new", "sla:agreement_region"},
    ),
    "the vendor": (
        lambda: person("cambio-service-desk", VENDOR_ORG),
        lambda: [cases.at_vendor(), offered_to_vendor()],
        {"tickets:handoff_step accept", "tickets:handoff_step return", "tickets:step report_solution", "tokens:list"},
    ),
}


def logged_in(user) -> Client:
    client = Client()
    client.force_login(user, backend="allauth.account.auth_backends.AuthenticationBackend")
    return client


def keep_a_view_and_a_run(user, tickets) -> None:
    saved_views.save("Brådskande", {"state": "open"}, "", actor=actor_for(user), at=timezone.now())
    client = logged_in(user)
    rows = [f"{one.pk}-{one.version}" for one in tickets]
    client.post("/arenden/flera/", {"step": "add_note", "rows": rows, "next": "/arenden/", "which": "ticked"})


@pytest.mark.parametrize("walker", WALKERS)
def test_every_form_comes_back_with_its_text_after_a_log_in_that_ended(visit, walker):
    who, make, expected = WALKERS[walker]
    user, tickets, window = who(), make(), visit()
    keep_a_view_and_a_run(user, tickets)
    window.log_in(user.email)
    found = forms_in(user, tickets)
    assert {called(address) for address in found} >= expected | EVERYBODY
    for address, page_address in found.items():
        comes_back(window, user, address, page_address)
    assert window.faults == []


def called(address: str) -> str:
    """What a form is known by here: its view, and the step where it is one of many."""
    match = resolve(address.partition("?")[0])
    return " ".join(filter(None, [match.view_name, match.kwargs.get("name", "")]))


def forms_in(user, tickets) -> dict[str, str]:
    """Every form that takes a log-in and that the person reaches, by where it is sent, with a page it stands on.

    Of a form that stands on several cases of one kind, the first. No browser is needed to read the pages.
    """
    found, known, client = {}, set(), logged_in(user)
    for route, converters in routes():
        for one in _filled(route, converters, values(route, tickets)):
            path = one.path + FILTERED.get(route, "")
            answer = client.get(path, follow=True)
            if answer.status_code != 200 or answer.streaming or b'method="post"' not in answer.content:
                continue
            for form in FORMS(fromstring(answer.content.decode())):
                address = urljoin(answer.wsgi_request.get_full_path(), form.get("action") or "")
                match = resolve(address.partition("?")[0])
                kind = (called(address), match.kwargs.get("number", "")[:3])
                if getattr(match.func, "login_required", True) and kind not in known:
                    known.add(kind)
                    found[address] = path
    return found


def comes_back(window, user, address, page_address):
    """Write in the form, lose the log-in, send, log in: the same form and the same words."""
    page = window.page
    page.goto(page_address)
    page.evaluate(FILL, address)
    wanted = page.evaluate(WRITTEN, address)
    Session.objects.all().delete()
    cache.clear()
    page.evaluate(SEND, address)
    page.locator("h1:text('Logga in')").wait_for()
    window.fill_log_in(user.email, PASSWORD)
    page.locator("text=Här är det du skrev").wait_for()
    assert page.evaluate(WRITTEN, address) == wanted, address
    assert Draft.objects.filter(person=user, form=address).exists(), address
    Draft.objects.all().delete()
