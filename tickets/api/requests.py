"""The bodies of requests as JSON Schema, made from what each step needs and asks for: doors cannot drift apart."""

from __future__ import annotations

from django.utils import translation

from engine.inputs import Input
from engine.step import Declared, steps
from engine.validate import STATEMENT, STATEMENT_REASON
from tickets import saved_views
from tickets.api import examples
from tickets.api.shapes import AUDIENCE, ref
from tickets.bulk import picking
from tickets.filters import FILTERS
from tickets.models import Article, Ballot, Handoff, MiRegionRow, RegionDeployment, RegionLeg, RegulatoryTrack
from tickets.models.subject import PartSubject
from tickets.workflows import PROCESSES

_SLUGS = {
    "organisation": "Slug; see /organisations.",
    "team": "Slug of a team of your organisation; see /teams.",
    "person": "Work e-mail of a colleague, or `me`.",
    "service": "Slug; see /services.",
    "role": "Slug of a role.",
    "ticket": "Number of a ticket.",
    "article": "Number of a knowledge article.",
    "part": "Which text or file; see `part` of texts, notes and attachments.",
    "parts": "Which texts and files; see `part` of texts, notes and attachments.",
    "share": "Key of a share; see `shares` of the ticket.",
    "template": "Slug of a template; see /templates.",
    "catalogue_item": "Slug of an item of the catalogue; with `:` and a number, just that version of it.",
}
_PLAIN = {"bool": "boolean", "integer": "integer"}
STATEMENTS = {
    STATEMENT: {"type": "boolean", "description": "What looks like a personal number is none."},
    STATEMENT_REASON: {"type": "string", "maxLength": 400, "description": "Why it is none."},
}
VERSION = {
    "type": "integer",
    "minimum": 0,
    "description": "The version that was read, where no If-Match is sent.",
}
HAT = {"type": "integer", "minimum": 1, "description": "The role to act under, where two would do; see /me."}


def input_schema(one: Input) -> dict:
    """One field of a step."""
    if one.of_data and one.kind == "codes":
        return {"type": "array", "items": {"type": "string"}, "description": "Codes of the field's choices."}
    if one.of_data:  # what it is called and its choices are rows: this is made before they are read
        return {"type": "string", "description": "A code of the field's choices, which its steps list."}
    said: dict[str, object] = {"title": str(one.label)}
    if one.help:
        said["description"] = str(one.help)
    if one.kind in ("code", "choice"):
        codes = [code for code, _label in one.choices() if code != ""]
        return said | {"enum": codes}
    if one.kind in _PLAIN:
        bounds = {"minimum": one.low, "maximum": one.high}
        return said | {"type": _PLAIN[one.kind]} | {key: value for key, value in bounds.items() if value is not None}
    if one.kind == "datetime":
        return said | {"type": "string", "format": "date-time"}
    if one.kind == "date":
        return said | {"type": "string", "format": "date"}
    if one.kind in ("codes", "organisations", "persons", "services", "tags", "tickets"):
        return said | {"type": "array", "items": {"type": "string"}}
    if one.kind == "shares":
        shares = {"type": ["string", "number"], "description": "Per cent, such as 12.50."}
        return said | {"type": "object", "additionalProperties": shares}
    if one.kind == "files":
        return said | {"type": "array", "items": {"type": "string", "format": "binary"}}
    if one.kind == "table":
        return said | {"type": "array", "items": {"type": "object"}}
    if one.kind == "answers":
        words = "By the names of the item's questions; see the form of its version in the catalogue."
        return said | {"type": "object", "description": words}
    if one.kind in _SLUGS:
        words = " ".join(filter(None, [str(said.get("description", "")), _SLUGS[one.kind]]))
        return said | {"type": "string", "description": words}
    return said | {"type": "string", "maxLength": one.max_length}


def fields_schema(declared: list[Declared], *, all_needed: bool, is_part: bool = False) -> dict:
    """The member `fields` of the steps in `declared`. A need that the subject can have already is not required."""
    inputs = {one.name: one for step in declared for one in step.rule.inputs}
    needs = {name for step in declared for name in step.rule.needs}
    from_effects = ("",) if is_part else ("", "part")
    required = sorted(name for name in needs if all_needed or inputs[name].stored in from_effects)
    said = {
        "type": "object",
        "properties": {name: input_schema(one) for name, one in inputs.items()} | STATEMENTS,
        "additionalProperties": False,
    }
    return said | ({"required": required} if required else {})


def component_name(kind: str, step: str) -> str:
    return "".join(part.title() for part in f"{kind}_{step}".replace("-", "_").split("_"))


def _step_body(declared: Declared, model) -> dict:
    fields = fields_schema([declared], all_needed=False, is_part=issubclass(model, PartSubject))
    said = {
        "type": "object",
        "title": str(declared.rule.label),
        "description": declared.help,
        "properties": {"version": VERSION, "hat": HAT, "fields": fields},
        "additionalProperties": False,
    }
    if (shown := examples.of_step(declared.rule.inputs, declared.rule.needs)) is not None:
        said["examples"] = [{"version": examples.VERSION, "fields": shown}]
    return said | ({"required": ["fields"]} if "required" in fields else {})


def _register_body(slug: str, workflow) -> dict:
    declared = [steps(workflow)[name] for name in workflow.birth]
    inputs = {one.name: one for step in declared for one in step.rule.inputs}
    needs = {name for step in declared for name in step.rule.needs}
    return {
        "type": "object",
        "title": str(workflow._meta.verbose_name),
        "properties": {"process": {"const": slug}, "hat": HAT, "fields": fields_schema(declared, all_needed=True)},
        "required": ["process", "fields"],
        "additionalProperties": False,
        "examples": [{"process": slug, "fields": examples.of_step(inputs.values(), needs)}],
    }


def _new_article() -> dict:
    fields = fields_schema([steps(Article)[name] for name in Article.birth], all_needed=True)
    said = {"type": "object", "properties": {"hat": HAT, "fields": fields}, "additionalProperties": False}
    return said | {"required": ["fields"]}


def _offered(workflow) -> list[Declared]:
    """The steps that people take on something that exists."""
    births = getattr(workflow, "birth", ())
    found = (one for one in steps(workflow).values() if one.rule.is_for_people and one.name not in births)
    return [one for one in found if set(one.sources) - {""}]


def components() -> dict[str, dict]:
    """A component for each step and each registration, and one for each kind of subject that names them all."""
    parts = {"track": RegulatoryTrack, "region-row": MiRegionRow, "deployment": RegionDeployment, "ballot": Ballot}
    kinds = {"handoff": Handoff, "leg": RegionLeg, "article": Article} | parts | PROCESSES
    with translation.override("en"):
        made = {
            component_name(kind, one.name): _step_body(one, model)
            for kind, model in kinds.items()
            for one in _offered(model)
        }
        made |= {component_name("register", slug): _register_body(slug, model) for slug, model in PROCESSES.items()}
    made["TicketStep"] = _any_of(PROCESSES)
    made["HandoffStep"] = _any_of({"handoff": Handoff})
    made["LegStep"] = _any_of({"leg": RegionLeg})
    made["TrackStep"] = _any_of({"track": RegulatoryTrack})
    made["RegionRowStep"] = _any_of({"region-row": MiRegionRow})
    made["DeploymentStep"] = _any_of({"deployment": RegionDeployment})
    made["BallotStep"] = _any_of({"ballot": Ballot})
    made["ArticleStep"] = _any_of({"article": Article})
    made["NewArticle"] = _new_article()
    made["Registration"] = {"anyOf": [ref(component_name("register", slug)) for slug in PROCESSES]}
    return made


def _any_of(kinds: dict) -> dict:
    return {
        "description": "The body of the step that the address names.",
        "anyOf": [ref(component_name(kind, one.name)) for kind, model in kinds.items() for one in _offered(model)],
    }


NEW_NOTE = {
    "type": "object",
    "properties": {"text": {"type": "string", "maxLength": 20_000}, "audience": AUDIENCE, "hat": HAT} | STATEMENTS,
    "required": ["text", "audience"],
    "additionalProperties": False,
}
NEW_FILES = {
    "type": "object",
    "properties": {
        "files": {"type": "array", "items": {"type": "string", "format": "binary"}, "minItems": 1},
        "audience": AUDIENCE,
        "image_checked": {"type": "boolean", "description": "You have looked at each picture: no patient details."},
        "hat": HAT,
    },
    "required": ["files", "audience"],
    "additionalProperties": False,
}
BULK = {
    "type": "object",
    "properties": {
        "step": {"type": "string", "description": "A step's name; one that needs what only one ticket has is refused."},
        "tickets": {
            "type": "array",
            "minItems": 1,
            "maxItems": picking.MOST,
            "items": {
                "type": "object",
                "properties": {"number": {"type": "string"}, "version": VERSION},
                "required": ["number"],
                "additionalProperties": False,
            },
        },
        "fields": {"type": "object", "description": "As in the step itself, once for all; see …/steps."},
        "hat": HAT,
        "dry_run": {"type": "boolean", "description": "Only say what would become of each. Nothing is changed."},
    },
    "required": ["step", "tickets"],
    "additionalProperties": False,
}
NOTHING = {"type": "object", "additionalProperties": False}
VIEW = {
    "type": "object",
    "properties": {
        "name": {"type": "string", "minLength": 1, "maxLength": saved_views.LONGEST_NAME},
        "filters": {
            "type": "object",
            "description": "As the parameters of the list of tickets, and `sort`.",
            "properties": {name: {"type": "string"} for name in (*FILTERS, "sort")},
            "additionalProperties": False,
        },
        "shared_with": {
            "type": ["string", "null"],
            "description": "`organisation:`, `organisation:role` or `:role`, as slugs; null for yourself alone.",
        },
        "first": {"type": "boolean", "description": "It opens first for you, or no longer."},
    },
    "additionalProperties": False,
}
NEW_VIEW = VIEW | {"required": ["name", "filters"]}
