"""The pages of the agreements, from the list to a published version."""

import re
from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from regions import directory
from roles.models import Draft
from sla.models import Agreement, AgreementRegion, AgreementRegionChange, AgreementVersion, WhatIf
from tests import query_counts
from tests.parties import DESK_ROLE, REGION, SUPPORT_ORG, SUPPORT_ROLE, VENDOR_ORG, VENDOR_ROLE
from tests.people import person

pytestmark = pytest.mark.django_db
UC = reverse("sla:agreement", args=["uc-cambio"])
NEW = reverse("sla:agreement_new", args=["uc-cambio"])
P3 = "target_incident_resolve_3"
REGION_PAGE = reverse("sla:agreement_region", args=["sla-sussa", REGION])


@pytest.fixture(autouse=True)
def _read_anew():
    directory.clear()
    yield
    directory.clear()


@pytest.fixture
def editor(client):
    found = person("sussa-objektledare", SUPPORT_ORG)
    client.force_login(found)
    return found


def first_day():
    return timezone.localdate() + timedelta(days=40)


def fields_of(page: str) -> dict[str, str]:
    """What the form of the page holds, as a browser would send it."""
    form = page[page.index('<form class="stack"') :]
    form = form[: form.index("</form>")]
    found = {}
    for tag in re.findall(r"<input[^>]*>", form):
        said = dict(re.findall(r'([\w-]+)="([^"]*)"', tag))
        if said.get("type") == "checkbox" and " checked" not in tag:
            continue
        found[said["name"]] = said.get("value", "on" if said.get("type") == "checkbox" else "")
    for name, options in re.findall(r'<select[^>]*name="([^"]+)"[^>]*>(.*?)</select>', form, re.DOTALL):
        chosen = re.search(r'value="([^"]*)" selected', options)
        found[name] = chosen[1] if chosen else ""
    return found


def typed(client, **changes) -> dict:
    said = fields_of(client.get(NEW).content.decode())
    return said | {"valid_from": first_day().isoformat(), "reason": "Nytt avtal"} | changes


def text_of(answer) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", answer.content.decode()).split())


def drafted(client, **changes) -> AgreementVersion:
    answer = client.post(NEW, typed(client, **changes))
    assert answer.status_code == 302, text_of(answer)
    return AgreementVersion.objects.filter(state="draft").latest("pk")


def of_draft(name: str, row) -> str:
    return reverse(f"sla:agreement_{name}", args=["uc-cambio", row.pk])


def read(row, number: int = 1) -> dict:
    return {"based_on": str(number), "read_at": row.changed_at.isoformat(), "confirmed": "on"}


def test_the_customer_side_reads_who_leads_writes_and_the_vendor_does_neither(client):
    readable = (reverse("sla:agreements"), UC, reverse("sla:agreement_compare", args=["uc-cambio"]))
    for role, place, status in (
        (DESK_ROLE, REGION, 200),
        (SUPPORT_ROLE, SUPPORT_ORG, 200),
        (VENDOR_ROLE, VENDOR_ORG, 403),
    ):
        client.force_login(person(role, place))
        for address in readable:
            assert client.get(address).status_code == status, (role, address)
        for address in (NEW, REGION_PAGE):
            assert client.get(address).status_code == 403, (role, address)
            assert client.post(address, {}).status_code == 403, (role, address)
        shown = reverse("sla:agreements") in client.get("/roller/").content.decode()
        assert shown is (status == 200)


@pytest.mark.parametrize("role", ["cambio-contract-manager", "cambio-service-delivery-manager"])
def test_who_answers_for_the_vendors_contract_reads_its_published_versions_and_nothing_else(client, editor, role):
    row = drafted(client)
    client.force_login(person(role, VENDOR_ORG))
    listed = text_of(client.get(reverse("sla:agreements")))
    assert "Underleverantörsavtal Cambio" in listed and "SLA Sussa" not in listed and "OLA" not in listed
    assert reverse("sla:agreements") in client.get("/roller/").content.decode()
    shown = text_of(client.get(UC))
    assert "Ett utkast väntar" not in shown and "Version 1" in shown
    assert client.get(reverse("sla:agreement_compare", args=["uc-cambio"])).status_code == 200
    for slug in ("sla-sussa", "ola-sussa", "ola-it-mt", "ola-region", "external-inera", "none"):
        assert client.get(reverse("sla:agreement", args=[slug])).status_code == 404, slug
        assert client.get(reverse("sla:agreement_compare", args=[slug])).status_code == 404, slug
    for address in (NEW, REGION_PAGE, of_draft("draft", row), of_draft("edit", row)):
        assert client.get(address).status_code == 404, address
    assert client.post(of_draft("publish", row), read(row)).status_code == 404
    assert client.get(reverse("sla:calendars")).status_code == 403


def test_nobody_but_who_leads_reads_or_touches_a_draft(client, editor):
    row = drafted(client)
    for role, place in ((DESK_ROLE, REGION), (SUPPORT_ROLE, SUPPORT_ORG), (VENDOR_ROLE, VENDOR_ORG)):
        client.force_login(person(role, place))
        for name in ("draft", "edit"):
            assert client.get(of_draft(name, row)).status_code == 403
        for name in ("edit", "publish", "discard"):
            assert client.post(of_draft(name, row), read(row)).status_code == 403
        assert client.post(reverse("tickets:what_if_agreement", args=[row.pk])).status_code == 403
        assert client.get(reverse("tickets:what_if", args=[WhatIf.objects.get().pk])).status_code == 403
        if place != VENDOR_ORG:
            assert "Ett utkast väntar" not in text_of(client.get(UC))
    row.refresh_from_db()
    assert row.state == "draft"


def test_the_list_says_who_promises_whom_what_holds_and_for_whom_it_counts(client):
    client.force_login(person(DESK_ROLE, REGION))
    said = text_of(client.get(reverse("sla:agreements")))
    for words in (
        "Cambio Healthcare Systems AB → Sussa vårdstöd",
        "Sussa vårdstöd → varje region",
        "Utan avtal",
        "Version 1, från",
        "alla regioner",
        "Exempelvärden – ersätts av avtalets",
        "Underliggande avtal (UC)",
    ):
        assert words in said, words


def test_an_agreement_says_its_targets_pauses_and_rules_in_plain_words(client):
    client.force_login(person(DESK_ROLE, REGION))
    said = text_of(client.get(UC))
    for words in (
        "4 h, dygnet runt",
        "45 h, helgfri vardag 08–17",
        "Offert 45 h, helgfri vardag 08–17 (alla prioriteter)",
        "Väntar på kunden klockan står still",
        "högst 3",
        "90 h, helgfri vardag 08–17",
        "från den ursprungliga starten",
        "Version 1",
        "Från datafilerna",
        "avtalets första dag",
    ):
        assert words in said, words
    assert "Ny version" not in said
    assert "Inget är utlovat" in text_of(client.get(reverse("sla:agreement", args=["external-inera"])))
    assert client.get(reverse("sla:agreement", args=["none"])).status_code == 404


def test_a_target_is_tried_in_words(client):
    client.force_login(person(DESK_ROLE, REGION))
    asked = {"target": "target_incident_acknowledge_3", "day": "2026-09-04", "time": "16:40"}
    said = text_of(client.get(UC, asked))
    assert "P3 lagd fredag 4 september 2026 kl. 16.40, mottagning inom 4 h" in said
    assert "→ senast måndag 7 september 2026 kl. 11.40, räknas ej: lör, sön" in said
    for wrong in ({"target": "none"}, {"day": ""}, {"time": "x"}, {"day": "9999-12-31"}):
        assert "behöver rättas" in text_of(client.get(UC, asked | wrong)), wrong


def test_a_version_goes_from_the_form_over_what_changes_to_publication(client, editor):
    page = client.get(NEW).content.decode()
    assert f'name="{P3}"' in page
    assert 'value="45 h, helgfri vardag 08–17"' in page
    row = drafted(client, **{P3: "27 h helgfri", "pause_await_decision": "runs", "most_pauses": "2"})
    said = text_of(client.get(of_draft("draft", row)))
    for words in (
        "Incidentprocessen, Lösning, P3 45 h, helgfri vardag 08–17 27 h, helgfri vardag 08–17",
        "Väntar på forumbeslut står still går",
        "Antal pauser högst 3 högst 2",
        "Vad som hade hänt",
        "Utkast av",
    ):
        assert words in said, words
    assert "Incidentprocessen, Lösning, P4" not in said.split("Det utkastet säger")[0].split("Prova")[0]
    assert WhatIf.objects.filter(agreement_version=row, user=editor, finished_at=None).count() == 1
    unread = client.post(of_draft("publish", row), read(row) | {"confirmed": ""}, follow=True)
    assert "Kryssa i att du har läst" in text_of(unread)
    done = client.post(of_draft("publish", row), read(row), follow=True)
    said = text_of(done)
    assert "Version 2 är publicerad" in said
    assert "gäller senare" in said
    assert "Nytt avtal" in said
    row.refresh_from_db()
    assert (row.state, row.number, row.published_by) == ("published", 2, editor)
    assert "Objektledare" in row.published_as
    assert row.targets.get(process="incident", metric="resolve", priority=3).minutes == 27 * 60
    again = client.post(of_draft("publish", row), read(row), follow=True)
    assert "finns inte kvar" in text_of(again)


CELL = "target_change_resolve_"


@pytest.mark.parametrize(
    ("changes", "field", "said"),
    [
        ({P3: ""}, "target_incident_resolve_4", "Incidentprocessen, Lösning” saknar mål för P3"),
        ({"target_incident_resolve_any": "4 h office"}, "target_incident_resolve_1", "har redan ett mål för P1"),
        ({P3: "0 h, dygnet runt"}, P3, "mål på noll tid"),
        ({P3: "27 h"}, P3, "skriv efter tiden vilken kalender"),
        ({P3: "27 h måndagar"}, P3, "skriv efter tiden vilken kalender"),
        ({P3: "snart"}, P3, "är inget mål"),
        ({P3: "2001 h, dygnet runt"}, P3, "högst 2000 h"),
        ({"longest_pause": "10 dagar"}, "longest_pause", "är inget mål"),
        ({"most_pauses": "0"}, "most_pauses", ""),
        ({"pauses_from": "1"}, "pauses_from", ""),
        ({"pause_await_customer": "sleeps"}, "pause_await_customer", ""),
        ({"on_priority_change": ""}, "on_priority_change", ""),
        ({"valid_from": "2021-01-01"}, "valid_from", "eller en senare dag"),
        ({"valid_from": "2099-01-01"}, "valid_from", "för långt fram"),
        ({"reason": "191212121212"}, "reason", "högst fyra siffror"),
    ],
)
def test_errors_stand_at_their_rows_and_nothing_typed_is_lost(client, editor, changes, field, said):
    answer = client.post(NEW, typed(client, **{CELL + "any": "7 h office"} | changes))
    page = answer.content.decode()
    assert answer.status_code == 422
    assert f'id="id_{field}-error"' in page
    assert said in text_of(answer)
    assert 'value="7 h office"' in page
    assert all(f'value="{value}"' in page for name, value in changes.items() if value and name.startswith("target"))
    assert not AgreementVersion.objects.filter(state="draft").exists()


def test_the_error_at_the_top_names_the_row(client, editor):
    said = text_of(client.post(NEW, typed(client, **{P3: "snart"})))
    assert "Incidentprocessen, Lösning, P3: ”snart” är inget mål" in said


def test_a_version_without_targets_is_refused(client, editor):
    empty = {name: "" for name in typed(client) if name.startswith("target_")}
    answer = client.post(NEW, typed(client, **empty))
    assert answer.status_code == 422
    assert "Versionen lovar ingenting" in text_of(answer)


def test_where_there_is_no_agreement_no_version_is_written(client, editor):
    page = reverse("sla:agreement", args=["external-inera"])
    assert "Ny version" not in text_of(client.get(page))
    post = typed(client)
    answer = client.post(reverse("sla:agreement_new", args=["external-inera"]), post)
    assert answer.status_code == 422
    assert "Utan avtal är inget utlovat" in text_of(answer)


def test_what_was_written_and_refused_comes_back(client, editor):
    client.post(NEW, typed(client, **{P3: "snart"}))
    assert Draft.objects.filter(person=editor, form=NEW).exists()
    assert 'value="snart"' in client.get(NEW).content.decode()


def test_a_draft_is_changed_and_thrown_away(client, editor):
    row = drafted(client)
    edit = of_draft("edit", row)
    said = fields_of(client.get(edit).content.decode())
    assert said["reason"] == "Nytt avtal"
    assert client.post(edit, said | {P3: "30 h office"}).status_code == 302
    row.refresh_from_db()
    assert row.targets.get(process="incident", metric="resolve", priority=3).minutes == 1800
    assert row.targets.count() == AgreementVersion.objects.get(agreement=row.agreement, number=1).targets.count()
    assert WhatIf.objects.filter(agreement_version=row).count() == 1
    said = text_of(client.post(of_draft("discard", row), follow=True))
    assert "Utkastet är kastat" in said
    assert "finns inte kvar" in text_of(client.get(edit, follow=True))
    assert not WhatIf.objects.exists()


def test_the_second_of_two_in_one_draft_gets_the_conflict_and_loses_nothing(client, editor):
    row = drafted(client)
    first = second = fields_of(client.get(of_draft("edit", row)).content.decode())
    assert client.post(of_draft("edit", row), first | {P3: "30 h office", "most_pauses": "5"}).status_code == 302
    answer = client.post(of_draft("edit", row), second | {P3: "20 h office"})
    assert answer.status_code == 409
    said = text_of(answer)
    assert "Någon annan har ändrat utkastet under tiden" in said
    assert "Incidentprocessen, Lösning, P3 30 h, helgfri vardag 08–17 20 h office" in said
    assert "Högsta antal pauser 5 3" in said
    again = fields_of(answer.content.decode())
    assert again[P3] == "20 h office"
    assert row.targets.get(process="incident", metric="resolve", priority=3).minutes == 1800
    assert client.post(of_draft("edit", row), again).status_code == 302
    assert row.targets.get(process="incident", metric="resolve", priority=3).minutes == 1200


def test_what_another_changed_or_published_is_read_first(client, editor):
    first, second = drafted(client), drafted(client, **{P3: "30 h office"})
    stale = read(second)
    client.post(of_draft("edit", second), fields_of(client.get(of_draft("edit", second)).content.decode()))
    assert "Utkastet har ändrats under tiden" in text_of(client.post(of_draft("publish", second), stale, follow=True))
    client.post(of_draft("publish", first), read(first))
    second.refresh_from_db()
    answer = client.post(of_draft("publish", second), read(second), follow=True)
    assert "Version 2 har publicerats under tiden" in text_of(answer)
    assert 'name="based_on" value="2"' in answer.content.decode()


def test_two_versions_are_compared_by_what_differs_alone(client, editor):
    row = drafted(client, **{P3: "27 h office"})
    client.post(of_draft("publish", row), read(row))
    compare = reverse("sla:agreement_compare", args=["uc-cambio"])
    said = text_of(client.get(compare, {"fran": "1", "till": "2"}))
    assert "Incidentprocessen, Lösning, P3 45 h, helgfri vardag 08–17 27 h, helgfri vardag 08–17" in said
    assert "Lösning, P4" not in said
    assert "De säger samma sak" in text_of(client.get(compare, {"fran": "1", "till": "1"}))
    assert client.get(compare, {"fran": "x", "till": "9"}).status_code == 200


def test_the_days_of_a_region_are_set_with_confirmation_and_kept_with_who_and_why(client, editor):
    page = client.get(REGION_PAGE)
    assert "avtalets första dag" in text_of(page)
    day = (first_day()).isoformat()
    said = {"valid_from": day, "valid_to": "", "reason": "Acceptanstest 1", "read": ""}
    assert client.post(REGION_PAGE, said).status_code == 422
    assert not AgreementRegion.objects.exists()
    answer = client.post(REGION_PAGE, said | {"confirmed": "on"}, follow=True)
    assert "egen dag" in text_of(answer)
    row = AgreementRegion.objects.get()
    assert (row.valid_from, row.valid_to) == (first_day(), None)
    listed = text_of(client.get(reverse("sla:agreements")))
    assert "alla regioner" in listed
    assert "Blekinge" in listed  # every region but that one
    stale = client.post(REGION_PAGE, said | {"confirmed": "on"})
    assert (stale.status_code, "Någon annan har ändrat dagarna" in text_of(stale)) == (422, True)
    wrong = {"valid_to": "2020-01-01", "read": f"{day}/", "confirmed": "on"}
    assert "före den första" in text_of(client.post(REGION_PAGE, said | wrong))
    gone = {"valid_from": "", "read": f"{day}/", "confirmed": "on", "reason": "Fel region"}
    client.post(REGION_PAGE, said | gone)
    assert not AgreementRegion.objects.exists()
    changes = AgreementRegionChange.objects.all()
    assert [(one.had_from, one.valid_from, one.reason) for one in changes] == [
        (first_day(), None, "Fel region"),
        (None, first_day(), "Acceptanstest 1"),
    ]
    assert all(one.by == editor and "Objektledare" in one.by_role for one in changes)
    assert "Fel region" in text_of(client.get(REGION_PAGE))
    assert client.get(reverse("sla:agreement_region", args=["sla-sussa", "cambio"])).status_code == 404


def test_the_pages_are_in_english_too(client, editor):
    row = drafted(client)
    editor.language = "en"
    editor.save()
    pages = (reverse("sla:agreements"), UC, NEW, of_draft("draft", row), REGION_PAGE)
    for address in (*pages, reverse("sla:agreement_compare", args=["uc-cambio"])):
        said = text_of(client.get(address, headers={"accept-language": "en"}))
        assert not re.search(r"Avtal|dygnet runt|inget|Räknas", said), address


def test_the_pages_cost_few_queries_however_many_versions_there_are(client, editor):
    for _round in range(2):
        for name, address in (("web: agreements", reverse("sla:agreements")), ("web: agreement", UC)):
            client.get(address)
            query_counts.check(name, lambda address=address: client.get(address), at_most=13)
        row = drafted(client)
        query_counts.check("web: draft of an agreement", lambda row=row: client.get(of_draft("draft", row)), at_most=19)
        client.post(of_draft("publish", row), read(row, number=1))
    assert Agreement.objects.get(slug="uc-cambio").versions.filter(state="published").count() == 2
