"""The register of roles and people: who sees it, who changes it, and that every change is kept."""

import re
from datetime import date, timedelta

import pytest
from django.db import DatabaseError, transaction
from django.urls import reverse
from django.utils import timezone

from regions import directory
from roles import changing
from roles.actor import actor_for
from roles.capabilities import CAPABILITIES
from roles.models import Role, RoleAssignment, RoleChange, User
from tests import query_counts
from tests.parties import DESK_ROLE, NEIGHBOUR, REGION, REGION_IT, SUPPORT_ORG, VENDOR_ORG, desk, object_leader, vendor
from tests.people import person, wear

pytestmark = pytest.mark.django_db


def today() -> date:
    """Asked anew each time: a run may cross midnight."""
    return timezone.localdate()


@pytest.fixture
def administrator(db):
    home = directory.by_slug(SUPPORT_ORG)
    return User.objects.create_user(
        "rut@example.org", "correct horse battery", given_name="Rut", home_organisation=home, is_administrator=True
    )


@pytest.fixture
def leader(client):
    found = person("region-objektledare", REGION)
    client.force_login(found)
    return found


def newcomer(organisation=REGION, name="Bo Öberg"):
    given, family = name.split()
    home = directory.by_slug(organisation)
    return User.objects.create_user(
        f"{given}@{organisation}.example".lower(), given_name=given, family_name=family, home_organisation=home
    )


def page_of(answer) -> str:
    return answer.content.decode()


def register(client, organisation=REGION) -> str:
    return page_of(client.get(reverse("roles:register"), {"organisation": organisation}))


def row_of(page, label) -> str:
    return next(row for row in re.findall(r"<tr>.*?</tr>", page, re.DOTALL) if f">{label}</th>" in row)


def given(who, role="region-incidentansvarig", organisation=REGION, **dates):
    facts = {"valid_from": today()} | dates
    place, role = directory.by_slug(organisation), Role.objects.get(slug=role)
    return changing.assign(who, person=facts.pop("person"), role=role, organisation=place, **facts)


# --- The register ---


def test_it_shows_holders_deputies_later_and_past_ones_and_vacant_roles(client, leader):
    bo = newcomer()
    wear(bo, "region-incidentansvarig", REGION, deputy_for=leader, valid_to=today() + timedelta(days=3))
    wear(leader, "region-incidentansvarig", REGION, local_title="Incidentsamordnare")
    wear(bo, "region-kliniker", REGION, valid_from=today() + timedelta(days=40))
    wear(bo, "region-kommunikator", REGION, valid_to=date(2025, 1, 1))
    page = register(client)
    manager = row_of(page, "Regional incidentansvarig")
    assert "Incidentsamordnare" in manager and f"Ersättare för {leader.get_full_name()}." in manager
    assert "Till och med" in manager
    clinician = row_of(page, "Regional kliniker i verksamheten")
    assert "Vakant" in clinician and "Från och med" in clinician and "Bo Öberg" in clinician
    assert "Bo Öberg" not in row_of(page, "Regional kommunikatör")
    assert "Regional kommunikatör: " in page[page.index("Vilka som hade rollerna tidigare") :]


def test_a_past_or_future_role_gives_no_right(leader):
    bo = newcomer()
    wear(bo, "region-objektledare", REGION, valid_to=today() - timedelta(days=1))
    wear(bo, "region-incidentansvarig", REGION, valid_from=today() + timedelta(days=1))
    assert actor_for(bo).hats == ()


def test_names_do_not_cross_to_the_vendor_nor_back(client, leader):
    seen_by_region = register(client, VENDOR_ORG)
    agent = vendor().user
    assert agent.given_name not in register(client, VENDOR_ORG) and "Tillsatt" in register(client, VENDOR_ORG)
    assert "visas bara för den egna sidan" in seen_by_region
    assert client.get(reverse("roles:person", args=[agent.pk])).status_code == 404
    client.force_login(agent)
    assert leader.given_name not in register(client, REGION)
    assert agent.given_name in register(client, VENDOR_ORG)
    assert client.get(reverse("roles:person", args=[leader.pk])).status_code == 404
    assert leader.given_name not in page_of(client.get(reverse("roles:people")))


def test_the_matrix_is_the_data(client, leader):
    page = page_of(client.get(reverse("roles:matrix"), {"level": "support"}))
    roles = list(Role.objects.filter(level="support"))
    codes = re.findall(r'<th scope="col"><abbr title="([^"]+)">', page)
    assert codes == [role.label for role in roles]
    row = next(
        row for row in re.findall(r"<tr>.*?</tr>", page, re.DOTALL) if str(CAPABILITIES["incident.close"]) in row
    )
    marks = re.findall(r"<td>(.*?)</td>", row)
    may = {role.slug for role, mark in zip(roles, marks, strict=True) if "●" in mark}
    assert may == set(
        Role.objects.filter(level="support", capabilities__capability="incident.close").values_list("slug", flat=True)
    )


# --- Giving and ending ---


def test_a_role_is_given_after_it_has_been_read_through(client, leader):
    bo = newcomer()
    role = Role.objects.get(slug="region-incidentansvarig")
    fields = {"role": role.pk, "person": bo.pk, "valid_from": today().isoformat(), "valid_to": "", "go": "next"}
    address = reverse("roles:assign", args=[REGION])
    asked = client.post(address, fields)
    assert "Stämmer det här?" in page_of(asked) and "Bedöma incidenter" in page_of(asked)
    assert not bo.assignments.exists()
    client.post(address, fields | {"confirmed": "on", "go": "give"})
    row = bo.assignments.get()
    change = RoleChange.objects.get()
    assert (row.role, row.organisation.slug, row.valid_to) == (role, REGION, None)
    assert (change.what, change.person, change.by, change.assignment_number) == ("assigned", bo, leader, row.pk)
    assert "Regional objektledare" in change.by_role


def test_a_role_of_another_level_is_refused_in_words(client, leader, administrator):
    with pytest.raises(changing.Refused) as refused:
        given(actor_for(administrator), "sussa-incidentansvarig", REGION, person=newcomer())
    assert "kan inte innehas" in refused.value.reasons["role"]


def test_a_second_time_in_the_same_span_is_refused_with_a_sentence(client, leader):
    bo = newcomer()
    given(object_leader(), person=bo)
    role = Role.objects.get(slug="region-incidentansvarig")
    fields = {"role": role.pk, "person": bo.pk, "valid_from": today().isoformat(), "confirmed": "on", "go": "give"}
    answer = client.post(reverse("roles:assign", args=[REGION]), fields)
    assert answer.status_code == 422
    assert "har redan den här rollen" in page_of(answer)
    assert bo.assignments.count() == 1


@pytest.mark.parametrize(
    ("faulty", "field"),
    [
        ({"valid_to": today() - timedelta(days=1)}, "valid_to"),
        ({"deputy_for": "self"}, "deputy_for"),
        ({"deputy_for": "nobody"}, "deputy_for"),
    ],
)
def test_faulty_dates_and_deputies_are_refused_at_their_field(faulty, field):
    bo = newcomer()
    faulty = {key: {"self": bo, "nobody": desk().user}.get(value, value) for key, value in faulty.items()}
    with pytest.raises(changing.Refused) as refused:
        given(object_leader(), person=bo, **faulty)
    assert list(refused.value.reasons) == [field]
    assert not RoleChange.objects.exists()


@pytest.mark.parametrize("place", [NEIGHBOUR, SUPPORT_ORG, VENDOR_ORG])
def test_one_region_gives_no_roles_elsewhere(client, leader, place):
    assert client.get(reverse("roles:assign", args=[place])).status_code == 403
    with pytest.raises(changing.NotAllowed):
        given(object_leader(), "region-kliniker", place, person=newcomer())


def test_a_region_gives_roles_in_its_own_it(client, leader):
    assert client.get(reverse("roles:assign", args=[REGION_IT])).status_code == 200
    assert given(object_leader(), DESK_ROLE, REGION_IT, person=newcomer()).organisation.slug == REGION_IT


def test_one_without_the_right_sees_no_buttons_and_is_refused(client):
    client.force_login(desk().user)
    assert "Ge rollen" not in register(client)
    assert client.get(reverse("roles:assign", args=[REGION])).status_code == 403
    row = desk().user.assignments.get()
    assert client.post(reverse("roles:end", args=[row.pk]), {"last_day": today().isoformat()}).status_code == 403
    assert RoleAssignment.objects.get(pk=row.pk).valid_to is None


def test_ending_a_role_keeps_what_has_passed(client, leader):
    row = wear(newcomer(), "region-incidentansvarig", REGION)
    early = client.post(reverse("roles:end", args=[row.pk]), {"last_day": "2024-01-01"})
    assert early.status_code == 422 and "i går eller en senare dag" in page_of(early)
    client.post(reverse("roles:end", args=[row.pk]), {"last_day": today().isoformat(), "reason": "Byter arbete"})
    row.refresh_from_db()
    assert row.valid_to == today()
    assert RoleChange.objects.get().reason == "Byter arbete"


def test_a_role_given_by_mistake_today_is_taken_back_at_once(client, leader):
    bo = newcomer()
    row = given(object_leader(), person=bo)
    client.post(reverse("roles:withdraw", args=[row.pk]))
    assert actor_for(bo).hats == ()
    assert list(RoleChange.objects.values_list("what", flat=True)) == ["withdrawn", "assigned"]
    worn = wear(bo, "region-kliniker", REGION)
    client.post(reverse("roles:withdraw", args=[worn.pk]))
    assert bo.assignments.get() == worn


def test_the_log_cannot_be_changed_or_removed(leader):
    given(object_leader(), person=newcomer())
    for act in (lambda: RoleChange.objects.update(reason="x"), lambda: RoleChange.objects.all().delete()):
        with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
            act()
    assert RoleChange.objects.get().reason == ""


@pytest.mark.parametrize("text", ["191211121218", "811218-9876"])
def test_no_number_of_a_person_gets_into_a_title_or_reason(client, leader, text):
    bo, role = newcomer(), Role.objects.get(slug="region-incidentansvarig")
    fields = {"role": role.pk, "person": bo.pk, "valid_from": today().isoformat(), "local_title": text}
    answer = client.post(reverse("roles:assign", args=[REGION]), fields)
    assert answer.status_code == 422 and "högst fyra siffror" in page_of(answer)


# --- People ---


def test_the_person_page_shows_roles_in_time_and_every_change(client, leader):
    bo = newcomer()
    row = given(object_leader(), person=bo)
    changing.end(object_leader(), row, last_day=today() + timedelta(days=7), reason="Byter arbete")
    page = page_of(client.get(reverse("roles:person", args=[bo.pk])))
    assert "Regional incidentansvarig" in page and "Roll tilldelad" in page and "Byter arbete" in page
    client.force_login(desk().user)
    assert "Byter arbete" not in page_of(client.get(reverse("roles:person", args=[bo.pk])))


def test_an_administrator_makes_an_account_whose_password_is_shown_once_and_must_be_changed(client, administrator):
    client.force_login(administrator)
    home = directory.by_slug(REGION)
    fields = {"email": "Ny@Region.example", "given_name": "Nya", "family_name": "Nilsson", "home": home.pk}
    answer = client.post(reverse("roles:person_add"), fields)
    password = re.search(r'<code class="secret">([^<]+)</code>', page_of(answer)).group(1)
    assert "no-store" in answer["Cache-Control"]
    made = User.objects.get(email="ny@region.example")
    assert made.check_password(password) and RoleChange.objects.get().what == "person_added"
    assert password not in page_of(client.get(reverse("roles:person", args=[made.pk])))
    assert password not in str(dict(client.session))
    client.logout()
    client.post("/konto/login/", {"login": made.email, "password": password})
    assert client.get("/").url == reverse("account_change_password")
    new = "fyra glada hästar 7"
    client.post(reverse("account_change_password"), {"oldpassword": password, "password1": new, "password2": new})
    assert client.get("/").status_code == 200


def test_the_same_address_twice_is_refused_kindly(client, administrator):
    client.force_login(administrator)
    taken = newcomer()
    fields = {"email": taken.email.upper(), "given_name": "B", "family_name": "Ö", "home": taken.home_organisation_id}
    answer = client.post(reverse("roles:person_add"), fields)
    assert answer.status_code == 422 and "redan ett konto" in page_of(answer)


def test_a_closed_account_neither_logs_in_nor_acts_and_can_be_opened_again(client, administrator):
    bo = newcomer()
    wear(bo, "region-incidentansvarig", REGION)
    client.force_login(administrator)
    client.post(reverse("roles:set_active", args=[bo.pk]), {"active": "0"})
    bo.refresh_from_db()
    assert not bo.is_active and actor_for(bo).hats == ()
    client.post(reverse("roles:set_active", args=[bo.pk]), {"active": "1"})
    assert actor_for(bo).hats
    assert list(RoleChange.objects.values_list("what", flat=True)) == ["activated", "deactivated"]


def test_nobody_closes_the_own_account(client, administrator):
    client.force_login(administrator)
    client.post(reverse("roles:set_active", args=[administrator.pk]), {"active": "0"})
    administrator.refresh_from_db()
    assert administrator.is_active


@pytest.mark.parametrize("name", ["person_add", "new_password", "set_active"])
def test_only_an_administrator_reaches_accounts(client, leader, name):
    bo = newcomer()
    address = reverse(f"roles:{name}", args=[] if name == "person_add" else [bo.pk])
    assert client.post(address, {"active": "0"}).status_code == 403
    bo.refresh_from_db()
    assert bo.is_active


# --- Acting as ---


def test_the_choice_of_hat_is_kept_and_must_be_ones_own(client, leader):
    second = wear(leader, "region-incidentansvarig", REGION)
    other = desk(NEIGHBOUR).user.assignments.get()
    client.post(reverse("roles:act_as"), {"hat": other.pk})
    leader.refresh_from_db()
    assert leader.acts_as_id is None
    answer = client.post(reverse("roles:act_as"), {"hat": second.pk, "next": "/roller/"})
    assert answer.url == "/roller/"
    assert "Du agerar som</small>Regional incidentansvarig" in page_of(client.get("/roller/"))
    assert client.post(reverse("roles:act_as"), {"hat": second.pk, "next": "https://x.example/"}).url == "/"


def test_the_pages_cost_the_same_however_many_there_are(client, leader):
    def measure():
        register(client)
        query_counts.check("web: roles, register", lambda: register(client), at_most=10)
        query_counts.check("web: roles, matrix", lambda: client.get(reverse("roles:matrix")), at_most=10)
        query_counts.check("web: roles, people", lambda: client.get(reverse("roles:people")), at_most=10)
        address = reverse("roles:person", args=[leader.pk])
        query_counts.check("web: roles, person", lambda: client.get(address), at_most=12)

    measure()
    for number in range(8):
        bo = newcomer(name=f"Bo{number} Öberg")
        wear(bo, "region-kliniker", REGION, deputy_for=leader)
        given(object_leader(), "region-kommunikator", person=bo)
    measure()
