"""A second load, a changed file, a removed row, another collaboration."""

import yaml
from django.apps import apps
from django.db import models

from forums.models import Forum
from regions import directory
from regions.models import Collaboration, Membership, Organisation
from roles.models import Role, RoleCapability
from sussa.collaboration.schema import SECTIONS


def nothing(folder) -> list[str]:
    """What a load says that changes nothing: so many rows are in the files."""
    sections = [part for path in folder.path.glob("*.yaml") for part in yaml.safe_load(path.read_text()).values()]
    rows = sum(len(one) if isinstance(one, list) else 1 for one in sections)
    return [f"Nothing changed ({rows} rows)."]


def test_first_load_counts_what_it_made(sussa):
    lines = sussa.load()
    assert "organisations: 42 created" in lines
    assert "forums: 35 created" in lines
    assert "interfaces: 2 created: sussa-cambio, sussa-region" in lines


def test_second_load_changes_nothing_and_says_so(sussa):
    sussa.load()
    before = {model: list(model.objects.order_by("pk").values()) for model in _models()}
    assert sussa.load() == nothing(sussa)
    assert {model: list(model.objects.order_by("pk").values()) for model in _models()} == before


def test_second_load_costs_few_queries(sussa, django_assert_max_num_queries):
    sussa.load()
    with django_assert_max_num_queries(len(SECTIONS) + 12):
        sussa.load()


def test_changes_are_told_with_the_old_and_the_new_value(sussa):
    sussa.load()
    sussa.edit("organisations.yaml", "short_name: Dalarna\n", "short_name: Dala\n")
    sussa.edit("processes.yaml", "auto_close_days: 10", "auto_close_days: 7")
    sussa.edit("services.yaml", "name: Pascal (dosförskrivning), vendor: cambio", "name: Pascal")
    sussa.edit("framework.yaml", "processes: [service-request, change]", "processes: [service-request, release]")
    sussa.edit(
        "interfaces.yaml",
        "{from_kind: support_org, to_kind: it_mt}",
        "{from_kind: support_org, to_kind: it_mt, own_only: true}",
    )
    assert sussa.load() == [
        "organisations dalarna: short_name “Dalarna” → “Dala”",
        "routes support_org / it_mt: own_only false → true",
        "process_settings incident: auto_close_days 10 → 7",
        "services pascal: name “Pascal (dosförskrivning)” → “Pascal”",
        "services pascal: vendor “cambio” → –",
        "responsibilities mallar: processes [change] → [release]",
    ]
    assert directory.setting("incident").auto_close_days == 7
    assert sussa.load() == nothing(sussa)


def test_a_capability_given_and_one_taken_reach_the_role(sussa):
    sussa.load()
    sussa.edit(
        "roles_vendor.yaml",
        "[api.use, incident.register, vendor.reference]",
        "[api.use, vendor.reference, vendor.work]",
    )
    assert sussa.load() == ["roles cambio-api-client: capabilities [incident.register] → [vendor.work]"]
    held = set(RoleCapability.objects.filter(role__slug="cambio-api-client").values_list("capability", flat=True))
    assert {"api.use", "vendor.reference", "vendor.work"} < held
    assert "incident.register" not in held


def test_a_key_taken_out_returns_to_its_default(sussa):
    sussa.load()
    sussa.edit("organisations.yaml", '    lan_code: "20"\n', "")
    assert sussa.load() == ["organisations dalarna: lan_code “20” → –"]


def test_a_row_taken_out_is_kept_and_reported_with_how_to_end_it(sussa):
    sussa.load()
    sussa.edit("forums.yaml", _block(sussa, "forums.yaml", "  - slug: sussa-region-utbildningsforum"), "")
    sussa.edit("teams.yaml", "  - {organisation: cambio, slug: drift, name: Drift}\n", "")
    kept = [
        "teams cambio / drift: in the database but no longer in the files. It is kept.",
        "forums sussa-region-utbildningsforum: in the database but no longer in the files. It is kept."
        " To end it, put it back with the key valid_to and its last day.",
    ]
    assert sussa.load() == [*kept, *nothing(sussa)]
    assert Forum.objects.filter(slug="sussa-region-utbildningsforum").exists()
    assert sussa.load()[:2] == kept, "it is still reported the next time"


def test_a_forum_founded_in_the_program_is_not_reported(sussa):
    sussa.load()
    like = Forum.objects.get(slug="sussa-region-teknikforum")
    like.pk, like.slug, like.label_sv, like.is_temporary = None, "tillfalligt", "Tillfälligt forum", True
    like.save()
    assert sussa.load() == nothing(sussa)


def test_check_says_what_would_be_done_and_writes_nothing(sussa):
    lines = sussa.load("--check")
    assert lines[0] == "Nothing was written. A load would do this:"
    assert "forums: 35 created" in lines
    assert not Organisation.objects.exists()
    sussa.load()
    assert sussa.load("--check") == nothing(sussa)


def test_a_new_parent_may_stand_after_its_child(sussa):
    child = "  - {slug: ny-enhet, name: Ny, short_name: Ny, kind: business, parent: ny-grupp}\n"
    parent = "  - {slug: ny-grupp, name: Grupp, short_name: Grupp, kind: business}\n"
    sussa.append("teams.yaml", "\norganisations:\n" + child + parent)
    sussa.load()
    assert Organisation.objects.get(slug="ny-enhet").parent.slug == "ny-grupp"


def test_another_collaboration_loads_without_a_word_of_the_first(vgr):
    vgr.load()
    assert directory.collaboration().support_org is None
    assert [row.slug for row in directory.regions()] == [
        "vastra-gotaland",
        "goteborg",
        "molndal",
        "boras",
        "kungsbacka",
    ]
    town, region, vendor = (directory.by_slug(slug) for slug in ("goteborg", "vastra-gotaland", "oracle-cerner"))
    assert directory.route(town, region)
    assert directory.route(region, vendor).only_by == ""
    assert directory.route(town, vendor) is None
    assert directory.service_by_slug("elevhalsa").option.slug == "opt-2"
    words = " ".join(str(value) for model in _models() for row in model.objects.values() for value in row.values())
    assert "ystemförvaltare" in words
    assert not [name for name in ("sussa", "cambio", "cosmic") if name in words.lower()]


def test_only_one_collaboration_is_active_in_an_installation(sussa, vgr):
    sussa.load()
    refused = vgr.refusal()
    assert refused[0].startswith("collaboration.yaml:8: collaboration.status: “sussa” is active in this database")
    assert not Collaboration.objects.filter(slug="vgr-49-kommuner").exists()


def test_a_dissolved_collaboration_may_stand_beside_the_active_one(sussa, vgr):
    sussa.load()
    vgr.edit("collaboration.yaml", "status: active", "status: dissolved")
    vgr.load()
    assert directory.collaboration().slug == "sussa"
    assert sussa.load() == nothing(sussa)
    assert vgr.load()[-1].startswith("Nothing changed")


def test_letters_held_by_a_row_outside_the_files_are_refused_with_their_place(sussa):
    Organisation.objects.create(slug="annan", name="Annan", short_name="Annan", kind="region", letters="Da")
    (problem, _summary) = sussa.refusal()
    assert problem.startswith("organisations.yaml:")
    assert "organisations.letters: “annan” in the database already has this." in problem
    assert not Membership.objects.exists()


def test_roles_of_two_collaborations_do_not_report_each_other(sussa, vgr):
    vgr.edit("collaboration.yaml", "status: active", "status: paused")
    vgr.load()
    lines = sussa.load()
    assert not [line for line in lines if "no longer in the files" in line]
    assert Role.objects.count() == 61


def _models() -> list[type[models.Model]]:
    return [model for app in ("regions", "roles", "forums") for model in apps.get_app_config(app).get_models()]


def _block(folder, file, first_line):
    """The entry that begins with `first_line`, up to the next entry."""
    text = (folder.path / file).read_text(encoding="utf-8")
    rest = text[text.index(first_line) :]
    following = rest.find("\n  - ", 1)
    return rest if following < 0 else rest[: following + 1]
