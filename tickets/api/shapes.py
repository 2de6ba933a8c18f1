"""The words of JSON Schema in which the bodies of requests and answers are described."""

from __future__ import annotations


def ref(name: str) -> dict:
    return {"$ref": f"#/components/schemas/{name}"}


def some(kind: str, **more) -> dict:
    """A value that may be null."""
    return {"type": [kind, "null"], **more}


def listed(items: dict) -> dict:
    return {"type": "array", "items": items}


def body(optional: dict | None = None, /, **members) -> dict:
    """An object with all `members`, and some that only certain readers get."""
    said = {"type": "object", "properties": members | (optional or {}), "additionalProperties": False}
    return said | ({"required": sorted(members)} if members else {})


STRING, WHOLE, BOOL = {"type": "string"}, {"type": "integer"}, {"type": "boolean"}
TIME, NO_TIME = {"type": "string", "format": "date-time"}, some("string", format="date-time")
SLUG, NO_SLUG = {"type": "string"}, some("string")
PERSON = {"anyOf": [body(name=STRING, email=STRING), {"type": "null"}]}
ADDRESS = some("string", format="uri")
AUDIENCE = {"type": "string", "enum": ["own", "customer", "all"]}
READ_BY = {
    "type": "string",
    "enum": [*AUDIENCE["enum"], "support", "supply", "party", "party_supply"],
}  # of what the program says, too


def page(items: dict, **more) -> dict:
    return body(more or None, results=listed(items), next=ADDRESS, previous=ADDRESS)


def or_out_of_reach(answer: dict) -> dict:
    return {"anyOf": [answer, ref("OutOfReach")]}


def reference(**members) -> dict:
    return body(results=listed(body(**members)))
