"""The demo's mails: shown in the demo alone, as text, newest first."""

import pytest
from django.core.mail import EmailMultiAlternatives, get_connection

from tests import parties
from tests.web.tickets.door import Visitor

pytestmark = pytest.mark.django_db
SCRIPT = "<script>alert(1)</script>"


@pytest.fixture
def folder(settings, tmp_path):
    settings.EMBEDDED_DATABASE, settings.EMAIL_FILE_PATH = True, tmp_path
    return tmp_path


def send(*subjects):
    backend = get_connection("django.core.mail.backends.filebased.EmailBackend")
    backend.open()
    for subject in subjects:
        mail = EmailMultiAlternatives(subject, f"Hej å ä ö {SCRIPT}", to=["anna@region.example"], connection=backend)
        mail.attach_alternative(f"<p>{SCRIPT}</p>", "text/html")
        mail.send()
    backend.close()


def test_the_page_lists_the_mails_and_shows_one_without_running_it(folder):
    send("INC-2026-000001: Överlämnad", "Nummer två")
    visitor = Visitor(parties.desk().user)
    page = visitor.see("/demo/mejl/")
    assert [one.subject for one in page.context["mails"]] == ["Nummer två", "INC-2026-000001: Överlämnad"]
    first = page.context["mails"][1]
    opened = visitor.see("/demo/mejl/", mejl=f"{first.name}:{first.number}")
    assert opened.context["opened"].text == f"Hej å ä ö {SCRIPT}"
    assert "anna@region.example" in opened.content.decode()
    assert SCRIPT not in opened.content.decode()
    assert "&lt;script&gt;alert(1)" in opened.content.decode()


def test_outside_the_demo_there_is_no_such_page(folder, settings):
    send("Ett mejl")
    settings.EMBEDDED_DATABASE = False
    assert Visitor(parties.desk().user).see("/demo/mejl/").status_code == 404


@pytest.mark.parametrize("asked", ["x", "../../etc/passwd:0", "a:b"])
def test_only_a_mail_that_is_listed_is_opened(folder, asked):
    send("Ett mejl")
    assert Visitor(parties.desk().user).see("/demo/mejl/", mejl=asked).status_code == 404


def test_a_folder_that_is_not_there_yet_is_no_fault(folder, settings):
    settings.EMAIL_FILE_PATH = folder / "none"
    assert "Inga mejl än" in Visitor(parties.desk().user).text("/demo/mejl/")
