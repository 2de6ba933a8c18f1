"""A step's input as a form field: the right control, and no choice that the engine would refuse."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext

from engine.inputs import Input
from regions import directory
from roles.models import Role, Team
from tickets import codes, selectors
from tickets.grants import shares_of
from tickets.resolvers import working_at
from tickets.web import article_hidden, breaches, hidden, showing

MOST_RADIOS = 6
# Of a field for a person who need be no colleague: (organisation, id, name) of those to choose among. Added by the
# pages of a process.
PEOPLE: dict[str, Callable] = {}
# Choices that depend on the subject or the actor: of the value and the setting. The pages of a process add theirs.
POSSIBLE: dict[str, Callable] = {}
# Of a number that names a row of the ticket: (number, words) of those to choose among. Added as the others.
NUMBERED: dict[str, Callable] = {}
# What an answer means, as the line under its choice.
HINTS = {
    "note_audience": {},
    "patient_safety": {
        "vet_ej": gettext_lazy("It is followed up."),
        "intraffat": gettext_lazy("Gives at least priority P2."),
    },
}


@dataclass(frozen=True)
class Setting:
    """What the choices of a form depend on: the subject, the actor, the hats that may take the step, and the time.

    `others` are the further tickets of a step on many; their `shown_legs` are at hand.
    """

    subject: object
    actor: object
    hats: tuple
    at: object
    others: tuple = ()
    step: str = ""

    @property
    def ticket(self):
        return self.subject.root

    @property
    def tickets(self) -> tuple:
        return (self.ticket, *self.others)

    @property
    def organisations(self) -> list:
        found = {hat.organisation.pk: hat.organisation for hat in self.hats}
        return list(found.values())

    @property
    def tiers(self) -> set[str]:
        return {hat.tier for hat in self.hats}


class ManyFiles(forms.FileInput):
    """One control for several files."""

    allow_multiple_selected = True

    def value_from_datadict(self, data, files, name):
        return files.getlist(name) if hasattr(files, "getlist") else files.get(name)


class WrittenList(forms.TextInput):
    """A list as it is kept, shown with commas between."""

    def format_value(self, value):
        return ", ".join(value) if isinstance(value, list) else super().format_value(value)


def field_for(one: Input, setting: Setting, *, required: bool) -> forms.Field:
    """The field of `one` with its label, help and choices. Whether it was filled in is the engine's to say."""
    made = MAKERS[one.kind](one, setting)
    made.label, made.help_text = one.label, one.help
    made.required = required and one.kind != "bool"
    hints = {key: str(text) for key, text in HINTS.get(one.name, {}).items()}
    if hints:
        made.hints = hints
    return made


def _text(one: Input, setting: Setting) -> forms.Field:
    return forms.CharField(max_length=one.max_length)


def _long_text(one: Input, setting: Setting) -> forms.Field:
    return forms.CharField(widget=forms.Textarea(attrs={"rows": 4, "maxlength": one.max_length}))


def _choice(one: Input, setting: Setting) -> forms.Field:
    return _chosen([(str(key), label) for key, label in one.choices() if _is_possible(one, key, setting)])


def _chosen(choices: list, *, blank: str = "") -> forms.Field:
    """Radios for few choices, a list for many."""
    if len(choices) <= MOST_RADIOS:
        return forms.ChoiceField(choices=choices, widget=forms.RadioSelect)
    return forms.ChoiceField(choices=[("", blank or pgettext("list", "Choose")), *choices])


def _is_possible(one: Input, key, setting: Setting) -> bool:
    """Whether the actor's side may choose this value (the same lists the guards go by)."""
    if one.name == "hold_reason":
        return any(key in codes.HOLD_REASONS_OF_TIER.get(tier, ()) for tier in setting.tiers)
    is_vendor = setting.tiers == {"vendor"}
    if one.name == "note_audience":
        return not (is_vendor and key == codes.Audience.CUSTOMER)
    if one.name == "handoff_reason":
        return not is_vendor or key in codes.HANDOFF_REASONS_OF_VENDOR
    if one.name == "new_kind":
        return any(key != one.process for one in setting.tickets)
    return one.name not in POSSIBLE or POSSIBLE[one.name](str(key), setting)


def _bool(one: Input, setting: Setting) -> forms.Field:
    return forms.BooleanField()


def _datetime(one: Input, setting: Setting) -> forms.Field:
    return forms.SplitDateTimeField()


def _date(one: Input, setting: Setting) -> forms.Field:
    return forms.DateField()


def _integer(one: Input, setting: Setting) -> forms.Field:
    if one.name in NUMBERED:
        return forms.ChoiceField(choices=[("", pgettext("list", "Choose")), *NUMBERED[one.name](setting)])
    if one.name == "task":
        rows = selectors.tasks(setting.ticket, setting.actor).filter(done_at=None)
        return _chosen([(str(row.pk), row.title) for row in rows])
    if one.name == "file":
        rows = selectors.attachments(setting.ticket, setting.actor).filter(
            readable=False, confirmed_by=None, file__gt=""
        )
        return _chosen([(str(row.pk), row.name) for row in rows])
    if one.name == "breached_clock":
        return _chosen(breaches.choices_of_clocks(setting.ticket, setting.actor, step=setting.step))
    if one.name == "settled_part":
        return _chosen(_hidden_of(setting).choices_of_undecided(setting.ticket))
    if one.low is not None and one.high is not None and one.high - one.low < MOST_RADIOS:
        return _chosen([(str(number), str(number)) for number in range(one.low, one.high + 1)])
    return forms.CharField(widget=forms.NumberInput())


def _organisation(one: Input, setting: Setting) -> forms.Field:
    return _chosen([(row.slug, row.name) for row in _possible_organisations(one, setting)])


def _possible_organisations(one: Input, setting: Setting) -> list:
    if one.name == "supplier":
        return [row for row in directory.organisations() if row.kind in ("supplier", "national_body")]
    if one.name == "breach_owner":
        return breaches.possible_owners(setting.ticket, setting.actor)
    own = {row.pk for row in setting.organisations}
    if one.name == "awaited_party":
        ids = [pk for ticket in setting.tickets for pk in _taking_part(ticket)]
        known = [directory.organisation(pk) for pk in dict.fromkeys(ids) if pk is not None and pk not in own]
        return [row for row in known if row is not None]
    reads = set.intersection(*({ticket.origin_id} for ticket in setting.tickets))
    return [
        row
        for row in directory.organisations()
        if row.may_log_in and row.tier in ("region", "support") and row.pk not in reads
    ]


def _taking_part(ticket) -> list[int | None]:
    support = directory.support_org()
    legs = ticket.shown_legs if hasattr(ticket, "shown_legs") else ticket.legs()
    ids = [ticket.origin_id, ticket.reporter_organisation_id, support.pk if support else None]
    return [*ids, ticket.holder_id, ticket.vendor_id, *(leg.region_id for leg in legs), *ticket.concerned_regions()]


def _organisations(one: Input, setting: Setting) -> forms.Field:
    choices = [(row.slug, row.short_name or row.name) for row in directory.regions()]
    return forms.MultipleChoiceField(choices=choices, widget=forms.CheckboxSelectMultiple)


def _team(one: Input, setting: Setting) -> forms.Field:
    rows = Team.objects.filter(organisation__in=setting.organisations).select_related("organisation")
    return _chosen(_grouped([(row.organisation.name, str(row.pk), row.name) for row in rows]))


def _person(one: Input, setting: Setting) -> forms.Field:
    """Colleagues with a role today; the actor first."""
    me = setting.actor.person_id
    if one.name in PEOPLE:
        return _chosen(_grouped(PEOPLE[one.name](setting)))
    rows = [
        (place.name, str(person.pk), str(person))
        for place in setting.organisations
        for person in working_at(place, setting.at).order_by("given_name", "family_name")
        if person.pk != me
    ]
    choices = _grouped(rows)
    if one.name != "to_person":
        choices.insert(0, (str(me), _("Me")))
    return _chosen(choices)


def _grouped(rows: list[tuple[str, str, str]]) -> list:
    """Choices under the organisation's name where there are several."""
    places = dict.fromkeys(place for place, _key, _label in rows)
    if len(places) < 2:
        return [(key, label) for _place, key, label in rows]
    return [(place, [(key, label) for at, key, label in rows if at == place]) for place in places]


def _persons(one: Input, setting: Setting) -> forms.Field:
    return forms.CharField(
        widget=forms.Textarea(attrs={"rows": 2}),
    )


def _role(one: Input, setting: Setting) -> forms.Field:
    rows = Role.objects.filter(level__in=("region", "support")).order_by("level", "number")
    return forms.ChoiceField(choices=[("", _("Everyone there")), *((row.slug, row.label) for row in rows)])


def _service(one: Input, setting: Setting) -> forms.Field:
    """The catalogue, each part under its service."""
    groups: list[tuple[str, list]] = []
    for row in directory.services():
        if row.parent_id is None:
            groups.append((row.name, [(row.slug, row.name)]))
        elif groups:
            groups[-1][1].append((row.slug, row.name))
    return forms.ChoiceField(choices=[("", pgettext("list", "Choose")), *groups])


def _services(one: Input, setting: Setting) -> forms.Field:
    """The catalogue as boxes; a part says whose part it is."""
    rows = directory.services()
    names = [(row.slug, f"{row.name} ({row.parent.name})" if row.parent else row.name) for row in rows]
    return forms.MultipleChoiceField(choices=names, widget=forms.CheckboxSelectMultiple)


def _codes(one: Input, setting: Setting) -> forms.Field:
    return forms.MultipleChoiceField(choices=list(one.choices()), widget=forms.CheckboxSelectMultiple)


def _ticket(one: Input, setting: Setting) -> forms.Field:
    return forms.CharField(max_length=24, widget=forms.TextInput(attrs={"autocomplete": "off"}))


def _share(one: Input, setting: Setting) -> forms.Field:
    """The shares in force, each by whom it is for."""
    rows = [(row.key, showing.share_words(row)) for row in shares_of(setting.ticket)]
    return forms.ChoiceField(choices=[("", _("All of them")), *rows])


def _tags(one: Input, setting: Setting) -> forms.Field:
    return forms.CharField(widget=WrittenList)


def _hidden_of(setting: Setting):
    """What knows the hidden parts of this kind of subject."""
    return article_hidden if setting.subject.kind == "article" else hidden


def _part(one: Input, setting: Setting) -> forms.Field:
    """Every text and file that may be hidden, the newest first; one that a link names is chosen from the start."""
    choices = _hidden_of(setting).choices_of_parts(setting.ticket, setting.actor)
    return forms.ChoiceField(choices=[("", pgettext("list", "Choose")), *choices])


def _parts(one: Input, setting: Setting) -> forms.Field:
    choices = _hidden_of(setting).choices_of_parts(setting.ticket, setting.actor)
    return forms.MultipleChoiceField(choices=choices, widget=forms.CheckboxSelectMultiple)


def _files(one: Input, setting: Setting) -> forms.Field:
    return forms.FileField(widget=ManyFiles())


def _table(one: Input, setting: Setting) -> forms.Field:
    """One file with rows."""
    return forms.FileField(widget=forms.FileInput(attrs={"accept": ".csv,.xlsx"}))


def _answers(one: Input, setting: Setting) -> forms.Field:
    """As one text of JSON; an order's own page asks question by question."""
    return forms.CharField(widget=forms.Textarea(attrs={"rows": 6}))


MAKERS: dict[str, Callable[[Input, Setting], forms.Field]] = {
    "text": _text,
    "long_text": _long_text,
    "code": _choice,
    "codes": _codes,
    "catalogue_item": lambda one, setting: forms.CharField(max_length=90),
    "answers": _answers,
    "choice": _choice,
    "bool": _bool,
    "datetime": _datetime,
    "date": _date,
    "integer": _integer,
    "organisation": _organisation,
    "organisations": _organisations,
    "team": _team,
    "person": _person,
    "persons": _persons,
    "role": _role,
    "service": _service,
    "services": _services,
    "ticket": _ticket,
    "article": _ticket,
    "tickets": lambda one, setting: forms.CharField(widget=forms.TextInput(attrs={"autocomplete": "off"})),
    "share": _share,
    "tags": _tags,
    "files": _files,
    "table": _table,
    "part": _part,
    "parts": _parts,
}
