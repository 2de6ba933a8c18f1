"""docker-compose.yml is the shape of a real installation; read here, because not every machine can start it."""

import json
import re
from pathlib import Path

import pytest
import yaml

ROOT = Path(__file__).resolve().parent.parent.parent
COMPOSE = yaml.safe_load((ROOT / "docker-compose.yml").read_text())
SERVICES = COMPOSE["services"]
OWN = ("migrate", "web", "worker", "beat")
COMMANDS = {
    "migrate": ["python manage.py migrate --noinput", "python manage.py load_collaboration"],
    "web": ["gunicorn", "sussa.wsgi"],
    "worker": ["celery", "-A", "sussa", "worker"],
    "beat": ["celery", "-A", "sussa", "beat"],
    "postgres": ["postgres"],
    "valkey": ["valkey-server"],
    "proxy": ["caddy", "run"],
}


def test_the_services_are_those_of_the_design():
    assert sorted(SERVICES) == sorted(COMMANDS)


@pytest.mark.parametrize("name", sorted(COMMANDS))
def test_each_service_runs_its_program(name):
    line = " ".join(SERVICES[name]["command"])
    for part in COMMANDS[name]:
        assert part in line


@pytest.mark.parametrize("name", sorted(set(COMMANDS) - {"migrate"}))
def test_each_service_has_a_health_check(name):
    check = SERVICES[name]["healthcheck"]
    assert check["test"][0] in ("CMD", "CMD-SHELL")
    assert check["interval"]
    assert check["timeout"]


def test_the_job_is_waited_for_instead_of_watched():
    assert SERVICES["migrate"]["healthcheck"] == {"disable": True}
    assert SERVICES["migrate"]["restart"] == "no"
    for name in ("web", "worker", "beat"):
        assert SERVICES[name]["depends_on"]["migrate"] == {"condition": "service_completed_successfully"}


@pytest.mark.parametrize("name", ["postgres", "valkey", "proxy"])
def test_images_of_others_are_pinned_to_an_exact_version(name):
    assert re.fullmatch(r"[a-z/]+:\d+\.\d+(\.\d+)?-[a-z]+", SERVICES[name]["image"])


def test_our_own_image_stands_on_an_exact_version():
    first = (ROOT / "Dockerfile").read_text().splitlines()[0]
    assert re.fullmatch(r"FROM python:3\.\d+\.\d+-slim-[a-z]+", first)


@pytest.mark.parametrize("name", OWN)
def test_each_variable_exists_in_the_settings(name):
    text = (ROOT / "sussa" / "settings.py").read_text()
    for variable in SERVICES[name]["environment"]:
        assert f'"{variable}"' in text, variable


@pytest.mark.parametrize("name", OWN)
def test_every_other_setting_of_the_installation_reaches_the_program(name):
    assert SERVICES[name]["env_file"] == [{"path": ".env", "required": False}]


def test_no_password_has_a_default_and_a_missing_one_says_what_to_do():
    text = (ROOT / "docker-compose.yml").read_text()
    secrets = re.findall(r"\$\{((?:\w*PASSWORD|SECRET_KEY)\b[^}]*)\}", text)
    assert len(secrets) >= 5
    for secret in secrets:
        assert secret.partition(":")[2].startswith("?set "), secret


@pytest.mark.parametrize("name", sorted(COMMANDS))
def test_each_container_is_read_only_and_only_the_proxy_can_be_reached(name):
    assert SERVICES[name]["read_only"] is True
    assert ("ports" in SERVICES[name]) is (name == "proxy")


def test_the_servers_are_on_a_network_without_a_way_out():
    assert COMPOSE["networks"]["inside"] == {"internal": True}
    for name in ("postgres", "valkey"):
        assert SERVICES[name]["networks"] == ["inside"]


def test_files_and_programs_named_in_it_exist():
    assert "./deploy/Caddyfile:/etc/caddy/Caddyfile:ro" in SERVICES["proxy"]["volumes"]
    assert (ROOT / "deploy" / "Caddyfile").exists()
    for name in ("web", "beat"):
        script = next(part for part in SERVICES[name]["healthcheck"]["test"] if part.endswith(".py"))
        assert (ROOT / script).exists()


def test_the_image_starts_the_same_web_process_as_the_compose_file():
    command = re.search(r"^CMD (\[.*\])$", (ROOT / "Dockerfile").read_text(), re.MULTILINE).group(1)
    assert json.loads(command) == SERVICES["web"]["command"]


def test_every_app_is_in_the_image():
    text = (ROOT / "Dockerfile").read_text()
    for package in ("regions", "roles", "sla", "outbox", "engine", "tickets", "forums", "sussa", "collaborations"):
        assert f"COPY {package} {package}" in text
