"""The register of templates in the data files: each is called something, and a forum has decided on it."""

from __future__ import annotations

import re
from collections.abc import Iterator

from django.utils.translation import gettext as _

from sussa.collaboration.problems import Problem
from sussa.collaboration.reading import Files
from tickets.processes.service_request.experts.codes import TemplateState

CITED = re.compile(r"([a-z0-9-]+) (\d{4}) § (\d+)")
WITH_AN_ORDER = (TemplateState.DECIDED, TemplateState.DROPPED)


def check_template_records(files: Files) -> Iterator[Problem]:
    forums = {one.values["slug"] for one in files.section("forums")}
    for row in files.section("template_records"):
        for name in ("name", "purpose"):
            if not (row.values.get(name) or "").strip():
                yield Problem(row.place(name), _("All regions read it in the register. Write it."))
        cited = CITED.fullmatch(row.values["decision"])
        if cited is None or cited[1] not in forums:
            text = _("Cite the decision by forum, year and number, such as “%(example)s”.")
            yield Problem(row.place("decision"), text % {"example": "forum-slug 2024 § 7"})
        if row.values.get("state") in WITH_AN_ORDER:
            yield Problem(row.place("state"), _("Only a template of an order stands so. Write in_use or retired."))
