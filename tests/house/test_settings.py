"""The settings by themselves, read by a fresh Python as a server or a command would."""

import os
import re
import subprocess
import sys
from pathlib import Path

from django.conf import settings

ROOT = Path(__file__).resolve().parent.parent.parent
OURS = ("DATABASE_URL", "REDIS_URL", "CELERY_BROKER_URL", "SECRET_KEY", "ALLOWED_HOSTS", "SUSSA_EMBEDDED", "DEBUG")
OURS += ("PUBLIC_URL", "SMTP_HOST")
REAL = {"DATABASE_URL": "postgresql://db/x", "SECRET_KEY": "k" * 50, "ALLOWED_HOSTS": "a.example, b.example"}


def read(expression, **environment):
    """The printed value of an expression over the settings, or what the failing import said."""
    clean = {name: value for name, value in os.environ.items() if name not in OURS} | environment
    code = f"import sussa.settings as s; print(({expression}))"
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, env=clean, capture_output=True, text=True)
    return done.stdout.strip() or done.stderr


def test_settings_can_be_read_with_nothing_set():
    assert read("s.DEBUG, s.EMBEDDED_DATABASE") == "(False, False)"


def test_a_real_installation_without_secret_key_is_refused_with_a_sentence():
    assert "set SECRET_KEY to a long random text" in read("1", DATABASE_URL="postgresql://db/x")


def test_a_real_installation_without_host_names_is_refused_with_a_sentence():
    said = read("1", DATABASE_URL="postgresql://db/x", SECRET_KEY="k" * 50)
    assert "set ALLOWED_HOSTS to the host names" in said


def test_host_names_are_separated_by_commas():
    assert read("s.ALLOWED_HOSTS", **REAL) == "['a.example', 'b.example']"


def test_cookies_are_secure_where_people_come_by_https():
    expression = "s.SESSION_COOKIE_SECURE, s.CSRF_COOKIE_SECURE, s.SECURE_HSTS_SECONDS > 0"
    assert read(expression, **REAL, PUBLIC_URL="https://a.example") == "(True, True, True)"
    assert read(expression) == "(False, False, False)"


def test_mail_leaves_the_house_only_in_a_real_installation():
    backend = "s.EMAIL_BACKEND.split('.')[-2]"
    assert read(backend, **REAL, SMTP_HOST="mail.example") == "smtp"
    assert read(backend, **REAL, SMTP_HOST="mail.example", SUSSA_EMBEDDED="1") == "filebased"
    assert read(backend) == "filebased"


def test_nobody_waits_longer_than_three_seconds_for_a_lock(db):
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("show lock_timeout")
        assert cursor.fetchone() == ("3s",)


def test_pages_may_load_and_run_only_what_the_house_serves(client):
    policy = client.get("/healthz").headers["Content-Security-Policy"]
    assert "script-src 'self'" in policy
    assert "unsafe" not in policy


def test_passwords_are_kept_by_argon2():
    assert read("s.PASSWORD_HASHERS[0].rsplit('.', 1)[1]") == "Argon2PasswordHasher"


def test_the_exception_rights_have_no_anonymous_person():
    assert settings.ANONYMOUS_USER_NAME is None
    assert settings.GUARDIAN_MONKEY_PATCH_USER is False


def test_every_variable_that_the_settings_read_is_described():
    text = (ROOT / "sussa" / "settings.py").read_text()
    read_by_settings = set(re.findall(r'(?:environ\.get\(|flag\(|words\()"([A-Z_]+)"', text))
    described = set(re.findall(r"^\| `([A-Z_]+)`", (ROOT / "docs" / "settings.md").read_text(), re.MULTILINE))
    assert read_by_settings <= described
    assert "SECRET_KEY" in read_by_settings


def test_a_gateway_for_text_messages_is_reached_by_https_and_shares_a_secret():
    secret = "c2VjcmV0IHRoYXQgaXMgbG9uZyBlbm91Z2gsIHN1cmVseQ=="
    gateway = {"SMS_HOOK_URL": "https://sms.example/hook", "SMS_HOOK_SECRET": f"whsec_{secret}"}
    assert read("s.SMS_HOOK_SECRET", **gateway) == secret
    assert "must begin with https://" in read("1", **gateway | {"SMS_HOOK_URL": "http://sms.example/hook"})
    assert read("1", **gateway | {"SMS_HOOK_URL": "http://127.0.0.1:9000/hook"}) == "1"
    for weak in ("", "short", "c2hvcnQ="):
        assert "set SMS_HOOK_SECRET" in read("1", **gateway | {"SMS_HOOK_SECRET": weak})
