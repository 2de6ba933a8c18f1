"""Release notes in the browser: a page for each audience that prints, and what is drafted and out on the release's."""

from __future__ import annotations

from django.http import Http404
from django.shortcuts import render
from django.urls import path, reverse
from django.utils.http import urlencode
from django.utils.translation import gettext_lazy, pgettext_lazy
from django.views.decorators.http import require_GET

from tickets.processes.release.audiences import inputs, reading, words
from tickets.processes.release.audiences.codes import FIELDS, SLUGS, Reader
from tickets.web import forms, menu, panels, possible
from tickets.web.phrases import PHRASES
from tickets.web.possible import step_url

PROCESS = "release"


@require_GET
def news(request):
    """What is new, for one audience; of one release where the address names it."""
    known = reading.audiences_of(request.actor)
    slug = request.GET.get("malgrupp", "") or reading.usual_of(request.actor)
    if slug not in known:
        raise Http404
    number = request.GET.get("release", "").strip().upper()[:24]
    start = request.GET.get("start", "")
    start = int(start) if start.isdecimal() and len(start) < 6 else 0
    found = reading.notes(known[slug], request.actor, number=number, start=start)
    said = {"malgrupp": slug} | ({"release": number} if number else {})
    context = {
        "notes": found.notes,
        "audience": known[slug].label,
        "views": [
            {"label": one.label, "url": _url(said | {"malgrupp": word}), "current": word == slug}
            for word, one in known.items()
        ],
        "number": number,
        "slug": slug,
        "all_url": _url({"malgrupp": slug}) if number else "",
        "next_url": _url(said | {"start": found.more}) if found.more else "",
        "first_url": _url(said) if start else "",
    }
    return render(request, "tickets/release/news.html", context)


def _url(asked: dict) -> str:
    return f"{reverse('tickets:release_news')}?{urlencode(asked)}"


def panel(read, actions) -> dict | None:
    """On a release: for each audience what is published, and in the support organisation what is drafted; one query."""
    ticket, actor = read.ticket, read.actor
    every = words.newest_of_each(ticket, actor)
    known = set(reading.audiences_of(actor).values())
    rows = [_row(ticket, slug, reader, *every[reader]) for slug, reader in SLUGS.items() if reader in known]
    rows = [row for row in rows if row["out"] or row["draft"]]
    may_write = actions.can("write_notes")
    if not rows and not may_write:
        return None
    return {
        "template": "tickets/release/notes_panel.html",
        "rows": rows,
        "write_url": step_url(ticket, "write_notes") if may_write else "",
        "publish_url": step_url(ticket, "publish_notes") if actions.can("publish_notes") else "",
    }


def _row(ticket, slug: str, reader: Reader, draft, out) -> dict:
    is_newer = draft is not None and (out is None or draft.event_seq > out.event_seq)
    return {
        "label": reader.label,
        "out": out,
        "draft": draft if is_newer else None,
        "url": _url({"malgrupp": slug, "release": ticket.number}) if out else "",
    }


def _words_before(name: str):
    """The newest words for the audience, drafted or out, where a new draft begins."""

    def newest(setting):
        draft, out = words.newest_of_each(setting.ticket, setting.actor)[FIELDS[name]]
        found = max((one for one in (draft, out) if one is not None), key=lambda one: one.event_seq, default=None)
        return found.body if found is not None and not found.redacted else None

    return newest


for _one in inputs.FIELDS:
    forms.USUAL.setdefault(_one.name, _words_before(_one.name))

urlpatterns = [path("releaser/nytt/", news, name="release_news")]
panels.add(PROCESS, panel)
possible.place(PROCESS, elsewhere={"write_notes", "publish_notes"})
menu.add(
    menu.WORK,
    menu.Entry(("tickets:release_news",), pgettext_lazy("menu", "New in releases"), "book"),
    after="tickets:versions",
)
PHRASES.update(
    {
        (PROCESS, "write_notes"): (gettext_lazy("wrote release notes."), "note"),
        (PROCESS, "publish_notes"): (gettext_lazy("published release notes for every region."), "st-active"),
    }
)
