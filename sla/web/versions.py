"""Changing a calendar: the form keeps a draft, the draft's page says what it changes, and a button publishes it."""

from __future__ import annotations

from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from roles.changing import Refused
from roles.web.answers import form_page
from sla import calendar_versions, what_if
from sla.calendar_preview import Difference, day_differences, week_differences
from sla.calendar_text import write_windows
from sla.calendars import course_now, course_of, course_with
from sla.models import CalendarVersion
from sla.publishing import ChangedMeanwhile
from sla.web import drafts
from sla.web.calendars import (
    demand_editor,
    end_of_next_year,
    found_calendar,
    owner,
    tomorrow,
    tried,
    version_words,
    weekday,
)
from sla.web.conflicts import shown_again
from sla.web.forms import VersionForm, written


@require_http_methods(["GET", "POST"])
def write(request, calendar: str, draft: int | None = None):
    """A new version, or a draft again. What is right is kept as a draft and shown with what it changes."""
    demand_editor(request)
    found = found_calendar(calendar)
    row = _draft_of(found, draft) if draft is not None else None
    if draft is not None and row is None:
        return drafts.gone(request, home=_home(found))
    form = VersionForm(request.POST if request.method == "POST" else None, initial=_initial(found, row))
    if request.method == "POST" and not request.resumed and form.is_valid():
        try:
            read_at = form.cleaned_data["read_at"]
            kept = calendar_versions.draft(request.actor, found, form.wanted(), row=row, read_at=read_at)
        except ChangedMeanwhile as changed:
            return _conflict(request, found, form, changed)
        except Refused as refused:
            form.add_reasons(refused)
        else:
            what_if.ask(request.actor, kept, at=timezone.now())
            return redirect("sla:draft", calendar=found.slug, draft=kept.pk)
    context = {"form": form, "calendar": found, "owner": owner(found), "row": row}
    return form_page(request, "sla/version_form.html", context)


write.resumable = gettext_lazy("New version of a calendar")


def _conflict(request, calendar, form: VersionForm, changed: ChangedMeanwhile):
    """The form as it was written, beside what the draft says now; saved again it takes the draft's place."""
    theirs = written(changed.row, first_day=changed.row.valid_from) | {"reason": changed.row.reason}
    context = {"form": form, "calendar": calendar, "owner": owner(calendar), "row": changed.row}
    context["differing"] = shown_again(form, changed, theirs)
    return render(request, "sla/version_form.html", context, status=409)


def _initial(calendar, row: CalendarVersion | None) -> dict:
    if row is not None:
        return written(row, first_day=row.valid_from) | {"reason": row.reason, "read_at": row.changed_at.isoformat()}
    versions = course_of(calendar).versions
    return written(versions[-1] if versions else None, first_day=tomorrow())


@require_GET
def draft(request, calendar: str, draft: int):
    """What the draft says, what it changes in the days to come, and the buttons."""
    demand_editor(request)
    found = found_calendar(calendar)
    row = _draft_of(found, draft)
    if row is None:
        return drafts.gone(request, home=_home(found))
    return render(request, "sla/draft.html", _draft_context(request, found, row))


def _draft_context(request, calendar, row: CalendarVersion) -> dict:
    before = course_now(calendar)
    after = course_with(before, row)
    last = end_of_next_year(max(row.valid_from, timezone.localdate()))
    later = next((one for one in after.versions if one.valid_from > row.valid_from), None)
    week = week_differences(before, after, row.valid_from)
    days = day_differences(before, after, row.valid_from, last)
    return {
        "calendar": calendar,
        "owner": owner(calendar),
        "row": row,
        "said": version_words(row),
        "week": [_change_words(one) | {"name": weekday(one.day)} for one in week],
        "days": [_change_words(one) for one in days],
        "last": last,
        "later": later,
        "is_today": row.valid_from == timezone.localdate(),
        "is_past": row.valid_from < timezone.localdate(),
        "based_on": max((one.number or 0 for one in before.versions), default=0),
        "read_at": row.changed_at.isoformat(),
        "what_if": what_if.of(request.actor, row),
        **tried(request, after),
    }


def _change_words(one: Difference) -> dict:
    return {
        "day": one.day,
        "name": one.name,
        "before": write_windows(one.before),
        "after": write_windows(one.after),
    }


@require_POST
def publish(request, calendar: str, draft: int):
    demand_editor(request)
    found = found_calendar(calendar)
    row = _draft_of(found, draft)
    if row is None:
        return drafts.gone(request, home=_home(found))
    page = reverse("sla:draft", kwargs={"calendar": found.slug, "draft": row.pk})
    return drafts.publish(request, row, calendar_versions.publish, page=page, home=_home(found))


@require_POST
def discard(request, calendar: str, draft: int):
    demand_editor(request)
    found = found_calendar(calendar)
    row = _draft_of(found, draft)
    if row is None:
        return drafts.gone(request, home=_home(found))
    return drafts.discard(request, row, calendar_versions.discard, home=_home(found))


def _draft_of(calendar, pk: int) -> CalendarVersion | None:
    rows = calendar.versions.filter(state=CalendarVersion.State.DRAFT)
    return rows.select_related("calendar", "made_by").filter(pk=pk).first()


def _home(calendar) -> str:
    return reverse("sla:calendar", kwargs={"calendar": calendar.slug})
