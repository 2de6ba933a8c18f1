"""Examples in the description of the API, made from what each field, body and parameter says of itself.

So none has to be remembered, and none can go out of date. Names of things are invented: an installation has its own.
"""

from __future__ import annotations

from engine.inputs import Input

NUMBER, VERSION, TIME, DAY = "INC-2026-000123", 7, "2026-12-01T08:00:00+01:00", "2026-12-01"
OF_KIND = {
    "bool": True,
    "date": DAY,
    "datetime": TIME,
    "organisation": "an-organisation",
    "team": "a-team",
    "person": "me",
    "service": "a-service",
    "role": "a-role",
    "ticket": NUMBER,
    "article": "KUN-2026-000001",
    "template": "a-template",
    "catalogue_item": "an-item",
    "organisations": ["an-organisation"],
    "persons": ["me"],
    "services": ["a-service"],
    "tags": ["a-tag"],
    "tickets": [NUMBER],
    "shares": {"an-organisation": "100.00"},
    "answers": {"a_question": "An answer."},
    "table": [],
}
# Of a property or parameter by its name, where its schema leaves it open.
OF_NAME = {
    "number": NUMBER,
    "id": 42,
    "name": "add_note",
    "region": "a-region",
    "organisation": "an-organisation",
    "agreement": "an-agreement",
    "calendar": "a-calendar",
    "forum": "a-forum",
    "item": "an-item",
    "template": "a-template",
    "step": "add_note",
    "process": "incident",
    "version": VERSION,
    "email": "anna.berg@vendor.example",
    "month": "2026-03",
    "day": DAY,
    "decision": "2026 § 7",
    "amount": "900.00",
    "hours": "12.50",
    "next": "https://cases.example/api/v1/tickets?cursor=bzoxMjM",
}
OF_FORMAT = {"date": DAY, "date-time": TIME, "uri": "https://cases.example/api/v1/tickets/INC-2026-000123"}


def of_input(one: Input) -> object:
    """What somebody could send in one field of a step."""
    if one.of_data:
        return ["a_code"] if one.kind == "codes" else "a_code"
    if one.kind in ("code", "choice", "codes"):
        first = next((code for code, _label in one.choices() if code != ""), "")
        return [first] if one.kind == "codes" else first
    if one.kind == "integer":
        return one.low if one.low is not None else 1
    return OF_KIND.get(one.kind, f"{one.label}.")


def of_step(inputs, needs) -> dict | None:
    """The member `fields` of a step: all that it needs. None where that is a file, which no JSON can show."""
    wanted = [one for one in inputs if one.name in needs]
    if any(one.kind == "files" for one in wanted):
        return None
    return {one.name: of_input(one) for one in wanted}


def of_schema(schema: dict, components: dict, name: str = "") -> object:
    """A value that the schema allows: of an object what it demands, or all where it demands nothing."""
    if "$ref" in schema:
        return of_schema(components[schema["$ref"].rpartition("/")[2]], components, name)
    if "examples" in schema:
        return schema["examples"][0]
    for word in ("anyOf", "oneOf"):
        if word in schema:
            return of_schema(schema[word][0], components, name)
    if "const" in schema or "enum" in schema:
        return schema.get("const", schema.get("enum", [None])[0])
    kind = schema.get("type", "string")
    kind = kind[0] if isinstance(kind, list) else kind
    if kind == "object":
        members = schema.get("properties", {})
        wanted = schema.get("required") or members
        return {key: of_schema(members[key], components, key) for key in wanted}
    if kind == "array":
        return [of_schema(schema.get("items", {}), components, name)] * schema.get("minItems", 1)
    return _plain(schema, kind, name)


def _plain(schema: dict, kind: str, name: str) -> object:
    if schema.get("format") in OF_FORMAT:
        return OF_FORMAT[schema["format"]]
    if isinstance(known := OF_NAME.get(name), {"integer": int, "number": (int, float)}.get(kind, str)):
        return known
    return {"boolean": True, "integer": schema.get("minimum", 1), "number": schema.get("minimum", 1)}.get(kind, "text")


def add_to(result: dict, components: dict) -> None:
    """Give every body that is sent, every parameter of an address and every property that is known an example."""
    for name, schema in components.items():
        components[name] = _with_examples(schema)
    for operations in result["paths"].values():
        for one in operations.values():
            for parameter in one.get("parameters", ()):
                if parameter["in"] == "path":
                    parameter["example"] = OF_NAME[parameter["name"]]
            for kind, sent in one.get("requestBody", {}).get("content", {}).items():
                if not kind.startswith("multipart/"):
                    sent["example"] = of_schema(sent["schema"], components)


def _with_examples(schema):
    """The schema anew, with an example at each open property whose name says what it holds."""
    if isinstance(schema, list):
        return [_with_examples(one) for one in schema]
    if not isinstance(schema, dict):
        return schema
    said = {key: _with_examples(value) for key, value in schema.items() if key != "properties"}
    if "properties" in schema:
        said["properties"] = {name: _named(name, _with_examples(one)) for name, one in schema["properties"].items()}
    return said


def _named(name: str, schema: dict) -> dict:
    kind = schema.get("type")
    kind = kind[0] if isinstance(kind, list) else kind
    is_open = kind in ("string", "integer") and not {"enum", "const", "examples", "pattern"} & schema.keys()
    if not is_open or not (name in OF_NAME or schema.get("format") in OF_FORMAT):
        return schema
    return schema | {"examples": [_plain(schema, kind, name)]}
