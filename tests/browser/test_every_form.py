"""Every form of the program after a log-in that ended: found by walking the addresses, so that none is forgotten."""

import pytest
from django.contrib.sessions.models import Session
from django.core.cache import cache
from django.urls import URLPattern, URLResolver, get_resolver, resolve

from roles.models import Draft, RoleAssignment
from tests.cases import at_support, at_vendor, opened
from tests.noleak.addresses import _filled
from tests.noleak.test_no_leak import _values
from tests.parties import REGION, SUPPORT_ORG, VENDOR_ORG
from tests.people import PASSWORD, actor, person, wear
from tickets.models import Handoff, RegionLeg
from tickets.processes import PROCESSES

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

# The forms in a page that somebody writes in, each by where it is sent.
FORMS = """() => [...document.querySelectorAll('form[method="post"]:not([data-may-leave], [data-no-draft])')]
  .filter(form => form.querySelector('textarea, select, input:not([type=hidden], [type=file])'))
  .map(form => new URL(form.getAttribute('action') || location.href, location.href))
  .map(address => address.pathname + address.search)"""
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


def values(ticket) -> dict[str, list]:
    """What fills the parameters of an address for a ticket and everything that hangs on it."""
    parts = [model.objects.unscoped("test").filter(ticket=ticket) for model in (Handoff, RegionLeg)]
    rows = [pk for part in parts for pk in part.values_list("pk", flat=True)[:2]]
    people = list(RoleAssignment.objects.order_by("pk").values_list("pk", flat=True)[:2])
    names = sorted({name for process in PROCESSES.values() for name in _steps(process)})
    return (
        {"act": ["accept"], "article": [ticket.number]}
        | _values(ticket)
        | {"pk": sorted({*rows, *people}), "name": names}
    )


def _steps(process):
    from engine.step import steps

    return steps(process)


def a_region(ticket):
    user = person("region-objektledare", REGION)
    for role in ("region-objektspecialist-support", "region-incidentansvarig"):
        wear(user, role, REGION)
    user.is_administrator = True
    user.save()
    return user


WALKERS = {
    "a region's administrator": (lambda: opened("general-case", actor("region-incidentansvarig", REGION)), a_region),
    "the support organisation": (at_support, lambda _ticket: person("sussa-supportspecialist", SUPPORT_ORG)),
    "the vendor": (at_vendor, lambda _ticket: person("cambio-service-desk", VENDOR_ORG)),
}


@pytest.mark.parametrize("walker", WALKERS)
def test_every_form_comes_back_with_its_text_after_a_log_in_that_ended(visit, walker):
    make, who = WALKERS[walker]
    ticket = make()
    user, window = who(ticket), visit()
    window.log_in(user.email, PASSWORD)
    window.page.wait_for_load_state()
    found = forms_in(window.page, ticket)
    assert len(found) > 5
    for page_address, address in found.items():
        comes_back(window, user, page_address, address)
    assert window.faults == []


def forms_in(page, ticket) -> dict[str, str]:
    """Every form that takes a log-in and that the person reaches, by where it is sent, with a page it stands on."""
    found = {}
    for route, converters in routes():
        for one in _filled(route, converters, values(ticket)):
            answer = page.request.get(one.path)
            if answer.status != 200 or b'method="post"' not in answer.body():
                continue
            page.goto(one.path)
            for address in page.evaluate(FORMS):
                if getattr(resolve(address.partition("?")[0]).func, "login_required", True):
                    found.setdefault(address, one.path)
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
