"""Components say the same by word as by shape and colour, and hold no style, script or unescaped text."""

import re
from datetime import timedelta

import pytest
from django.template import engines
from django.utils import translation

from sussa.web import marks
from tests.frame import gallery


@pytest.fixture(autouse=True)
def _swedish():
    with translation.override("sv"):
        yield


def rendered(source, **context):
    return engines["django"].from_string("{% load ui %}" + source).render(context)


@pytest.mark.django_db
def test_the_gallery_renders_every_component_without_inline_style_or_script(client, sample_pages):
    page = client.get("/prov/komponenter/").content.decode()
    assert not re.search(r"\sstyle=|\son[a-z]+=|<style|javascript:", page)
    assert [tag for tag in re.findall(r"<script[^>]*>", page) if "src=" not in tag] == []
    assert "{%" not in page
    assert "{{" not in page


@pytest.mark.django_db
def test_every_mark_that_is_used_is_in_the_sprite(client, sample_pages):
    page = client.get("/prov/komponenter/").content.decode()
    used, drawn = set(re.findall(r'href="#(i-[a-z-]+)"', page)), set(re.findall(r'<symbol id="(i-[a-z-]+)"', page))
    assert used - drawn == set()


@pytest.mark.parametrize("state", [*marks._BY_STATE, "something-new"])
def test_every_state_has_a_mark_of_the_sprite_and_its_word(state):
    from django.template.loader import render_to_string

    shown = marks.state("Ordet", state, "open")
    assert "Ordet" in shown
    assert re.search(r'href="#(i-[a-z-]+)"', shown).group(1) in render_to_string("icons/sprite.html")


def test_priority_says_its_word_also_where_only_the_number_is_seen():
    assert '<span class="sr-only"> Hög</span>' in marks.prio(2)
    assert "P1 Kritisk" in marks.prio(1, full=True)
    assert "Ingen prioritet än" in marks.prio(None)


def test_the_strip_keeps_the_order_and_says_itself_in_one_sentence():
    strip = marks.strip(gallery.cells())
    assert strip.count("<b") == 9
    label = re.search(r'aria-label="([^"]+)"', strip).group(1)
    assert label == (
        "Okänt: Region Ek. Påverkad: Region Be. Begränsad: Region Ce. Återställd: Region De. "
        "Bekräftad: Region Al. Övriga: ej påverkade."
    )


def test_only_regions_that_are_affected_carry_their_letters():
    strip = marks.strip(
        [
            {"letters": "Al", "name": "Al", "state": "", "mine": True},
            {"letters": "Be", "name": "Be", "state": "affected"},
        ]
    )
    assert '<b class="is-mine"></b><b class="is-affected">Be</b>' in strip


@pytest.mark.parametrize("count", [1, 9, 21])
def test_the_strip_takes_any_number_of_regions(count):
    cells = [{"letters": "Aa", "name": f"Region {n}", "state": ""} for n in range(count)]
    assert marks.strip(cells).count("<b") == count
    assert "Ingen region är påverkad." in marks.strip(cells)


def test_the_ledger_bar_fills_its_width_and_tells_each_row():
    bar = marks.ledger_bar(gallery.context()["rows"])
    widths = [float(width) for width in re.findall(r'class="f-[a-z]+" x="[\d.]+%" y="0" width="([\d.]+)%"', bar)]
    assert sum(widths) == pytest.approx(100, abs=0.05)
    assert "Leverantören, 6 d" in bar


def test_a_ledger_without_time_does_not_fail():
    assert "<svg" in marks.ledger_bar([{"tier": "region", "name": "R", "span": timedelta(0)}])


def test_names_and_notes_are_escaped():
    for shown in (
        marks.party("<b>x</b>", "vendor"),
        marks.person("<b>x</b>", "<i>", "<u>"),
        marks.strip([{"letters": "<b", "name": '"<b>', "state": "affected"}]),
        rendered('{% panel title "p" %}{{ title }}{% endpanel %}', title="<b>x</b>"),
        rendered('{% step label url note name="n" %}', label="<b>x</b>", url="/?a=<b>", note="<b>x</b>"),
        rendered("{% toast title undo_url=title %}", title="<b>x</b>"),
    ):
        assert "<b>x" not in shown.replace("<b>0", "")
        assert '"<b>"' not in shown


def test_a_blocked_step_is_no_button_and_gives_its_reason():
    shown = rendered('{% step "Lös" reasons=reasons who="Tove kan." %}', reasons=["Inte din tur."])
    assert "<button" not in shown
    assert "Inte din tur." in shown
    assert "Tove kan." in shown
    assert "går inte nu" in shown


def test_a_step_posts_its_version_without_thousands_separator_and_a_mark_of_its_own():
    first, second = (rendered('{% step "Ta emot" "/x/" version=1234 %}') for _ in range(2))
    assert 'name="version" value="1234"' in first
    once = re.compile(r'name="once" value="([0-9a-f-]{36})"')
    assert once.search(first).group(1) != once.search(second).group(1)


def test_patient_safety_is_shown_whenever_the_answer_is_not_no():
    assert marks.safety("nej") == ""
    assert "Patientsäkerhet: risk" in marks.safety("risk", full=True)
