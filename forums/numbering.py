"""The numbers of decisions: § 1, 2, 3 … of a forum and year, without a gap."""

from __future__ import annotations

from forums.models import Forum
from tickets.models import Decision


def next_number(forum: Forum, year: int) -> int:
    """The next number. Needs a transaction: the forum stays locked until it ends, so two decisions never share one."""
    Forum.objects.select_for_update(no_key=True).get(pk=forum.pk)
    rows = Decision.objects.unscoped("numbers are of the forum").filter(forum=forum.slug, year=year)
    last = rows.order_by("-number").values_list("number", flat=True).first()
    return (last or 0) + 1
