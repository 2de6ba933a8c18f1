"""Which sections there are and which keys an entry may have. The keys follow from the models' columns."""

from dataclasses import dataclass
from functools import cached_property

from django.db import models

from forums.models import Forum
from regions.kinds import Tier
from regions.models import (
    CallOff,
    Collaboration,
    Contract,
    ContractOption,
    GoverningDocument,
    Interface,
    Membership,
    Organisation,
    Phase,
    PriorityRule,
    ProcessDefinition,
    ProcessEntry,
    ProcessFigure,
    ProcessSetting,
    Product,
    RegionMeasure,
    RegionPhase,
    Responsibility,
    Route,
    ServiceComponent,
    SupportFunction,
)
from roles.models import Role, Team
from sla.models import (
    Agreement,
    AgreementRegion,
    AgreementVersion,
    Calendar,
    CalendarVersion,
    EscalationRule,
    RoleGroup,
)
from tickets.models import (
    BallotRule,
    CatalogueGroup,
    CatalogueItem,
    CatalogueVersion,
    ProgrammeArea,
    ReportRule,
    RiskQuestions,
    TemplateRecord,
)

# Written by the loader itself, never by a data file.
_NOT_IN_FILES = ("id", "collaboration", "loaded")
_PUBLISHED = ("number", "state", "made_by", "changed_at", "published_by", "published_as", "published_at")


@dataclass(frozen=True)
class Column:
    """A key that an entry may have: its column, whether it must be given, and what it may hold."""

    name: str
    field: models.Field | None
    choices: tuple[str, ...] = ()
    optional: bool = False

    @property
    def must_be_given(self) -> bool:
        if self.field is None:
            return not self.optional
        return not (self.field.blank or self.field.null or self.field.has_default() or self.field.many_to_many)

    @property
    def refers_to(self) -> str:
        """The section whose slugs the key names; "" for a plain value."""
        related = self.field.related_model if self.field is not None else None
        return _SECTION_OF_MODEL.get(related, "") if related else ""

    @property
    def is_list(self) -> bool:
        return self.field is None or self.field.many_to_many or isinstance(self.field, models.JSONField)


@dataclass(frozen=True)
class Section:
    """A list in the data files and the table it fills.

    `key` names an entry within the section. `scope` is the look-up from a row to its collaboration; a section
    without one holds rows that several collaborations may share. `alone` are further sets of columns of which
    no two rows may hold the same values. `fixed` columns stay as they were first written. `left_out` columns are the
    program's own; `extra` and `optional` are lists without a column of the row. `by_hand` is the column that says when
    people last wrote in a row: what they wrote stands, whatever the files say.
    """

    name: str
    model: type[models.Model]
    key: tuple[str, ...] = ("slug",)
    scope: str = "collaboration"
    alone: tuple[tuple[str, ...], ...] = ()
    choices: tuple[tuple[str, tuple[str, ...]], ...] = ()
    extra: tuple[str, ...] = ()
    optional: tuple[str, ...] = ()
    left_out: tuple[str, ...] = ()
    fixed: tuple[str, ...] = ()
    by_hand: str = ""

    @cached_property
    def columns(self) -> dict[str, Column]:
        """Every key an entry may have, by name."""
        limited = dict(self.choices)
        fields = (*self.model._meta.concrete_fields, *self.model._meta.many_to_many)
        found = {
            field.name: Column(field.name, field, limited.get(field.name) or _choices(field))
            for field in fields
            if field.name not in (*_NOT_IN_FILES, *self.left_out)
        }
        found |= {name: Column(name, None) for name in self.extra}
        return found | {name: Column(name, None, optional=True) for name in self.optional}

    @property
    def plain(self) -> list[Column]:
        """The columns of the row itself: no lists that lie in other tables."""
        return [
            column for column in self.columns.values() if column.field is not None and not column.field.many_to_many
        ]

    @property
    def lists(self) -> list[Column]:
        """The lists that lie in other tables."""
        return [column for column in self.columns.values() if column.field is None or column.field.many_to_many]

    @property
    def parent(self) -> str:
        """The column that refers to another row of the same section; "" where there is none."""
        return next((column.name for column in self.plain if column.refers_to == self.name), "")

    @property
    def ends_by_date(self) -> bool:
        return "valid_to" in self.columns


def _choices(field: models.Field) -> tuple[str, ...]:
    return tuple(str(value) for value, _label in field.choices or ())


# In the order in which they are written: a section refers to itself and to those before it.
SECTIONS: tuple[Section, ...] = (
    Section("organisations", Organisation, scope="", alone=(("letters",),)),
    Section("collaboration", Collaboration, scope=""),
    Section("memberships", Membership, key=("organisation",)),
    Section("priority_matrix", PriorityRule, key=("impact", "urgency")),
    Section("interfaces", Interface),
    Section("routes", Route, key=("from_kind", "to_kind")),
    Section("documents", GoverningDocument),
    Section("processes", ProcessDefinition),
    Section("process_entries", ProcessEntry, key=("interface", "process"), scope="interface__collaboration"),
    Section("process_settings", ProcessSetting, key=("process",), alone=(("prefix",),)),
    Section("process_figures", ProcessFigure, key=("process", "figure")),
    Section("products", Product),
    Section("contracts", Contract),
    Section("contract_options", ContractOption, scope="contract__collaboration"),
    Section("call_offs", CallOff, key=("option", "organisation"), scope="option__contract__collaboration"),
    Section("services", ServiceComponent),
    Section("phases", Phase),
    Section("region_phases", RegionPhase, key=("region", "phase"), scope="phase__collaboration"),
    Section(
        "region_measures",
        RegionMeasure,
        key=("region", "kind", "measured_on"),
        left_out=("given_at", "given_by", "given_as"),
        fixed=("value", "source", "assumed"),
        by_hand="given_at",
    ),
    Section("support_functions", SupportFunction),
    Section("responsibilities", Responsibility),
    Section(
        "roles",
        Role,
        scope="",
        extra=("capabilities",),
        choices=(
            ("level", (Tier.REGION.value, Tier.SUPPORT.value, Tier.VENDOR.value)),
            ("pm3_side", ("verksamhet", "it")),
            ("pm3_level", ("budget", "decision", "operative")),
        ),
    ),
    Section("teams", Team, key=("organisation", "slug"), scope=""),
    Section("forums", Forum, alone=(("interface", "label_sv"),)),
    Section("calendars", Calendar, fixed=("zone", "around_the_clock")),
    Section(
        "calendar_versions",
        CalendarVersion,
        key=("calendar", "valid_from"),
        scope="calendar__collaboration",
        optional=("days",),
        left_out=_PUBLISHED,
    ),
    Section("agreements", Agreement, fixed=("kind", "provider", "provider_kind", "customer", "customer_kind")),
    Section("agreement_regions", AgreementRegion, key=("agreement", "region"), scope="agreement__collaboration"),
    Section(
        "agreement_versions",
        AgreementVersion,
        key=("agreement", "valid_from"),
        scope="agreement__collaboration",
        optional=("targets", "pauses"),
        left_out=_PUBLISHED,
    ),
    Section("role_groups", RoleGroup),
    Section(
        "escalations",
        EscalationRule,
        key=("slug", "valid_from"),
        fixed=tuple(one.name for one in EscalationRule._meta.concrete_fields if one.name not in ("id", "valid_to")),
    ),
    Section(
        "ballot_rules",
        BallotRule,
        key=("slug", "version"),
        alone=(("slug", "valid_from"),),
        fixed=tuple(one.name for one in BallotRule._meta.concrete_fields if one.name != "id"),
    ),
    Section(
        "risk_questions",
        RiskQuestions,
        key=("slug", "version"),
        alone=(("slug", "valid_from"),),
        fixed=tuple(one.name for one in RiskQuestions._meta.concrete_fields if one.name != "id"),
    ),
    Section("programme_areas", ProgrammeArea, alone=(("position",),), left_out=("edited_at",), by_hand="edited_at"),
    Section(
        "report_rules",
        ReportRule,
        key=("slug", "version"),
        alone=(("slug", "valid_from"),),
        fixed=tuple(one.name for one in ReportRule._meta.concrete_fields if one.name not in ("id", "verified_at")),
    ),
    Section("template_records", TemplateRecord, left_out=("name_text", "purpose_text", "order")),
    Section("catalogue_groups", CatalogueGroup),
    Section("catalogue_items", CatalogueItem, left_out=("retired_at",), fixed=("region",)),
    Section(
        "catalogue_versions",
        CatalogueVersion,
        key=("item", "valid_from"),
        scope="item__collaboration",
        optional=("questions", "answers", "helps"),
        left_out=(*_PUBLISHED, "form"),
    ),
)

BY_NAME: dict[str, Section] = {section.name: section for section in SECTIONS}
_SECTION_OF_MODEL = {section.model: section.name for section in SECTIONS}
