"""What is published also goes to the gateway for text messages: signed, once, for the regions that it is meant for."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
from datetime import timedelta
from http.server import BaseHTTPRequestHandler, HTTPServer
from threading import Thread

import pytest
from django.utils import timezone

from outbox.channels import hook
from outbox.deliver import deliver
from outbox.models import Message
from outbox.rendering import render
from regions import directory
from tests import parties
from tests.cases import step
from tests.processes.major_incident import places as at
from tickets.models import TextVersion

pytestmark = pytest.mark.django_db
SECRET = base64.b64encode(b"a secret of the gateway, shared with us").decode()


class Gateway(HTTPServer):
    """A gateway of the test's own: keeps what it is given, and answers `status`."""

    status = 204

    def __init__(self):
        super().__init__(("127.0.0.1", 0), _Answering)
        self.given: list[tuple[dict, bytes]] = []

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_port}/sms"


class _Answering(BaseHTTPRequestHandler):
    def do_POST(self):
        body = self.rfile.read(int(self.headers["Content-Length"]))
        self.server.given.append((dict(self.headers), body))
        self.send_response(self.server.status)
        self.send_header("Location", "/elsewhere")
        self.end_headers()

    def log_message(self, *said):
        pass


@pytest.fixture
def gateway(settings):
    server = Gateway()
    settings.SMS_HOOK_URL, settings.SMS_HOOK_SECRET = server.url, SECRET
    thread = Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield server
    server.shutdown()
    thread.join()
    server.server_close()


def texts() -> list[Message]:
    return list(Message.objects.filter(channel="hook").order_by("pk"))


def said(message: Message) -> dict:
    return json.loads(render(message).body_text)


def written(**data):
    return step(at.major("investigating"), "write_message", at.communicator(), **at.message(**data))


def test_what_is_published_is_posted_and_signed(gateway):
    ticket = step(written(), "publish_message", at.leader())
    (one,) = texts()
    hook.send(one, render(one))
    ((headers, body),) = gateway.given
    signed = f"{headers['Webhook-Id']}.{headers['Webhook-Timestamp']}.".encode() + body
    digest = hmac.new(base64.b64decode(SECRET), signed, hashlib.sha256).digest()
    assert headers["Webhook-Signature"] == f"v1,{base64.b64encode(digest).decode()}"
    assert headers["Idempotency-Key"] == headers["Webhook-Id"] == one.dedupe_key
    told = json.loads(body)
    assert (told["type"], told["number"], told["message"]) == ("status_message", ticket.number, 1)
    assert told["situation"] == at.message()["message_situation"]
    assert told["regions"] == [region.slug for region in directory.regions()]
    assert told["text"].startswith(f"{ticket.number}: {told['situation']}") and told["text"].endswith(told["url"])
    assert "Reservrutin: " in told["text"] and "Nästa besked " in told["text"] and len(told["text"]) <= 459


def test_a_draft_is_not_posted(gateway):
    written()
    assert texts() == []


def test_it_names_the_regions_that_it_is_for_and_no_other(gateway):
    step(written(message_audience=[parties.REGION]), "publish_message", at.leader())
    assert said(texts()[0])["regions"] == [parties.REGION]


def test_an_addition_to_it_is_posted_for_the_same_regions(gateway):
    ticket = step(written(message_audience=[parties.REGION]), "publish_message", at.leader())
    step(ticket, "correct_message", at.leader(), correction="Det gäller även primärvården.")
    told = said(texts()[1])
    assert (told["corrects"], told["message"], told["regions"]) == (1, 2, [parties.REGION])
    assert "Det gäller även primärvården." in told["text"] and told["impact"] is None


def test_what_a_region_adds_is_posted_for_that_region(gateway):
    ticket = step(at.published(), "add_suffix", at.region_manager(), suffix_text="Hos oss: ring 4711.")
    told = said(texts()[1])
    assert (told["type"], told["regions"], told["message"]) == ("region_addition", [parties.REGION], 1)
    assert told["situation"] == "Hos oss: ring 4711." and ticket.number in told["text"]


def test_too_many_words_are_cut_and_the_address_stands(gateway):
    step(written(message_situation="Läkemedelslistan är tom. " * 60), "publish_message", at.leader())
    told = said(texts()[0])
    assert len(told["text"]) == 459 and told["text"].endswith(f"… {told['url']}")


def test_words_that_are_hidden_by_then_leave_no_more(gateway):
    ticket = step(written(), "publish_message", at.leader())
    TextVersion.objects.unscoped("test").filter(ticket=ticket, field="message_impact").update(redacted=True)
    assert render(texts()[0]) is None


def test_without_a_gateway_nothing_is_written_and_what_was_is_dropped(gateway, settings):
    ticket = step(written(), "publish_message", at.leader())
    settings.SMS_HOOK_URL = ""
    assert render(texts()[0]) is None
    step(ticket, "correct_message", at.leader(), correction="Allt fungerar igen.")
    assert len(texts()) == 1


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("status", [500, 302])
def test_a_gateway_that_does_not_take_it_is_asked_again_and_nothing_goes_elsewhere(gateway, status):
    gateway.status = status
    step(written(), "publish_message", at.leader())
    now = timezone.now()
    deliver(now=now), deliver(now=now)
    (one,) = texts()
    assert (one.sent_at, one.attempts, len(gateway.given)) == (None, 1, 1)
    assert one.last_error.startswith("HTTPError")
    gateway.status = 204
    deliver(now=now + timedelta(minutes=2)), deliver(now=now + timedelta(minutes=2))
    (one,) = texts()
    assert one.sent_at is not None and len({headers["Webhook-Id"] for headers, _body in gateway.given}) == 1
