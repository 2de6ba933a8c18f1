"""Drafts: what a person has written in a form is kept until it is sent, for that person and nobody else.

`fields` are pairs of name and value in the order of the form. Whoever keeps a draft has already taken out
passwords, files, what no database can hold and every text with a personal number in it: nothing is judged here.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import datetime, timedelta

from django.db import IntegrityError, transaction
from django.db.models import QuerySet, TextField
from django.db.models.functions import Cast

from roles.models import Draft, User

LONGEST_FORM = 280  # characters of the address; the column has room for what stands after it (Draft.address)
TAKE_BACK_DAYS = 1  # how long a draft that was thrown away can be taken back


def keep(person: User, form: str, fields: Sequence[tuple[str, str]], *, is_cut: bool, at: datetime) -> Draft:
    """Keep these fields as the person's draft of `form`, in place of what was kept before; one statement."""
    rows = [[name, value.replace("\r\n", "\n")] for name, value in fields]
    draft = Draft(person=person, form=form, fields=rows, is_cut=is_cut, saved_at=at, discarded_at=None)
    Draft.objects.bulk_create(
        [draft],
        update_conflicts=True,
        unique_fields=["person", "form"],
        update_fields=["fields", "is_cut", "saved_at", "discarded_at"],
    )
    return draft


def of(person: User) -> QuerySet[Draft]:
    """The person's drafts, the latest first. The only read there is: no one else's are ever in it."""
    return Draft.objects.filter(person=person, discarded_at=None)


def thrown_away(person: User) -> QuerySet[Draft]:
    """What the person has thrown away and can take back still, the latest first."""
    return Draft.objects.filter(person=person).exclude(discarded_at=None).order_by("-discarded_at", "-pk")


def sent(person: User, form: str) -> None:
    """The form has been sent: its draft is gone for good."""
    Draft.objects.filter(person=person, form=form).delete()


def discard(person: User, form: str, *, at: datetime) -> Draft | None:
    """Throw the draft away. It can be taken back for a day; None where there was none."""
    draft = of(person).filter(form=form).first()
    if draft is not None:
        draft.discarded_at, draft.form = at, f"{form}#{draft.pk}"
        draft.save(update_fields=["discarded_at", "form"])
    return draft


def take_back(person: User, pk: int) -> Draft | None:
    """Undo `discard`; None where it is too late or the draft is somebody else's.

    Where the form has a new draft by now both stay as they are: `discarded_at` is set still.
    """
    draft = Draft.objects.filter(person=person, pk=pk).first()
    if draft is None or draft.discarded_at is None:
        return draft
    try:
        with transaction.atomic():
            Draft.objects.filter(pk=pk).update(discarded_at=None, form=draft.address)
    except IntegrityError:
        return draft
    draft.discarded_at, draft.form = None, draft.address
    return draft


def forget(text: str) -> int:
    """Delete every draft, of anybody, with `text` in a field, also those thrown away. Returns how many.

    Joins the transaction there is. An empty text is in nothing.
    """
    if not text:
        return 0
    written = json.dumps(text.replace("\r\n", "\n"), ensure_ascii=False)[1:-1]
    rows = Draft.objects.annotate(written=Cast("fields", TextField()))
    return rows.filter(written__contains=written).delete()[0]


def forget_old(*, at: datetime, days: int) -> int:
    """Delete drafts that nobody has touched for `days`, and those thrown away a day ago. Returns how many."""
    old = Draft.objects.filter(saved_at__lt=at - timedelta(days=days))
    thrown = Draft.objects.filter(discarded_at__lt=at - timedelta(days=TAKE_BACK_DAYS))
    return old.delete()[0] + thrown.delete()[0]
