"""The bodies of answers as JSON Schema: one component a kind of thing. Bodies of requests come from the steps."""

from __future__ import annotations

from tickets.api.problems import CODES
from tickets.api.shapes import (
    AUDIENCE,
    BOOL,
    NO_SLUG,
    NO_TIME,
    PERSON,
    READ_BY,
    SLUG,
    STRING,
    TIME,
    WHOLE,
    body,
    listed,
    or_out_of_reach,
    page,
    ref,
    reference,
    some,
)
from tickets.search import find

HAT = body(id=WHOLE, name=STRING)
ERROR = body(
    field={"type": "string", "description": "The field or header it is about; empty for the whole."},
    code=STRING,
    detail=STRING,
)
TAKEN_OUT = {"part": STRING, "hidden": BOOL, "redacted": BOOL}
TEXTS = listed(body(field=STRING, text=STRING, **TAKEN_OUT))
CHANGED = listed(body(field=STRING, old={}, new={}))
CODE_LABEL = listed(body(code={"type": ["string", "integer"]}, label=STRING))
ASKED = body({"choices": CODE_LABEL}, field=STRING, kind=STRING, label=STRING, help=STRING)

TICKET = {
    "number": STRING,
    "process": STRING,
    "state": STRING,
    "state_label": STRING,
    "version": WHOLE | {"description": "What If-Match must say at the next step."},
    "title": STRING,
    "service": NO_SLUG,
    "origin": NO_SLUG | {"description": "The organisation that owns the ticket."},
    "holder": NO_SLUG | {"description": "The organisation that works on it now."},
    "offered_to": NO_SLUG | {"description": "Who is asked to take it over."},
    "awaited": NO_SLUG | {"description": "Whose answer is waited for."},
    "team": NO_SLUG,
    "assignee": PERSON,
    "hold": {"anyOf": [body(reason=STRING, until=NO_TIME), {"type": "null"}]},
    "impact": some("integer"),
    "urgency": some("integer"),
    "priority": some("integer"),
    "proposed_priority": some("integer"),
    "patient_safety": NO_SLUG,
    "category_open": NO_SLUG,
    "category_close": NO_SLUG,
    "resolution": NO_SLUG,
    "tags": listed(STRING),
    "vendor": NO_SLUG,
    "vendor_reference": STRING,
    "expected_at": NO_TIME,
    "planned_version": STRING,
    "registered_at": NO_TIME,
    "updated_at": TIME,
    "resolved_at": NO_TIME,
    "closed_at": NO_TIME,
}
CUSTOMER_ONLY = {
    "visibility": STRING,
    "supplier": NO_SLUG,
    "co_holder": NO_SLUG,
    "satisfaction": some("integer"),
    "historic": BOOL,
}
AFFECTED = listed(body(region=NO_SLUG, deployed_at=NO_TIME, verified_at=NO_TIME)) | {
    "description": "Of a problem or a known error: the regions that it concerns, and how far the fix has come there."
}
LEG = body(
    region=NO_SLUG,
    state=STRING,
    state_label=STRING,
    version=WHOLE,
    patient_safety=NO_SLUG,
    users_affected=NO_SLUG,
    whole_region=BOOL,
    units=STRING,
    reporter=PERSON | {"description": "Who joined for the region; null for the owner's own part."},
    reporter_organisation=NO_SLUG,
    joined_at=NO_TIME,
    symptom=some("string"),
    contact=some("string"),
)
SHARE = body(
    key=STRING,
    organisation=NO_SLUG,
    role=NO_SLUG,
    person=PERSON,
    level=STRING,
    granted_at=TIME,
    expires_at=NO_TIME,
)
READER = body(
    rule=STRING,
    rule_label=STRING,
    organisation=STRING,
    role=NO_SLUG,
    is_person=BOOL,
    person=NO_SLUG,
    level=NO_SLUG,
    since=NO_TIME,
    until=NO_TIME,
    reason=NO_SLUG,
    given_by=NO_SLUG,
    roles=listed(body(role=STRING, people=listed(STRING), programs=WHOLE)),
)
EVENT = body(
    id=WHOLE,
    at=TIME,
    step=STRING,
    step_label=STRING,
    subject={"type": "string", "enum": ["ticket", "handoff", "leg"]},
    subject_id=some("integer"),
    source=STRING,
    target=STRING,
    via=STRING,
    organisation=NO_SLUG,
    role=NO_SLUG,
    role_label=NO_SLUG,
    person=PERSON,
    on_behalf_of=PERSON,
    client=some("string"),
    audience=READ_BY,
    imported=BOOL,
    changed=CHANGED,
    texts=TEXTS,
)
STEP = body(
    name=STRING,
    label=STRING,
    help=STRING,
    allowed=BOOL,
    hats=listed(HAT),
    reasons=listed(ERROR),
    needs=listed(ASKED),
    asks=listed(ASKED),
    version_demanded=BOOL,
    rules=listed(body(capability=STRING, label=STRING, where=STRING, where_words=STRING)),
    who=listed(body(role=STRING, organisation=STRING, people=listed(STRING))),
)


ARTICLE = {
    "number": STRING,
    "state": STRING,
    "state_label": STRING,
    "version": WHOLE,
    "title": STRING,
    "service": NO_SLUG,
    "domain": STRING,
    "audience": STRING,
    "chosen": listed(NO_SLUG),
    "organisation": NO_SLUG,
    "owner": PERSON,
    "edition": WHOLE,
    "published_at": NO_TIME,
    "review_at": NO_TIME,
    "helped": WHOLE,
    "used": WHOLE,
}
SAVED_VIEW = body(
    {"count": WHOLE, "count_is_more": BOOL},
    id=WHOLE,
    name=STRING,
    filters={"type": "object", "additionalProperties": STRING},
    tickets={"type": "string", "format": "uri-reference"},
    shared_with=some("string", description="`organisation:`, `organisation:role` or `:role`."),
    own=BOOL,
    may_change=BOOL,
    first=BOOL,
)

COMPONENTS = {
    "Problem": {
        "type": "object",
        "description": "RFC 9457. `code` is what a program should look at; texts follow Accept-Language.",
        "properties": {
            "type": {"type": "string", "format": "uri-reference"},
            "title": STRING,
            "status": WHOLE,
            "code": {"type": "string", "enum": list(CODES)},
            "detail": STRING,
            "errors": listed(ERROR),
            "capability": STRING,
            "step": STRING,
            "scope": STRING,
            "hats": listed(HAT),
            "current_version": WHOLE,
            "given_version": WHOLE,
            "changed": listed(
                body(id=WHOLE, at=TIME, step=STRING, step_label=STRING, organisation=NO_SLUG, changed=CHANGED)
            ),
        },
        "required": ["type", "title", "status", "code"],
    },
    "Ticket": body(CUSTOMER_ONLY, **TICKET),
    "TicketPage": page(
        body(CUSTOMER_ONLY, **TICKET, legs=listed(body(region=NO_SLUG, state=STRING))),
        sort=STRING,
        total=WHOLE,
        total_is_more=BOOL,
    ),
    "SearchPage": page(
        body(CUSTOMER_ONLY, **TICKET, legs=listed(body(region=NO_SLUG, state=STRING))),
        close=BOOL | {"description": "Nothing answers as written; these are a letter away."},
        total=WHOLE | {"description": f"{find.COUNTED_TO} at most."},
        total_is_more=BOOL,
        facets={"type": "object", "additionalProperties": listed(body(value=STRING, count=WHOLE))},
        articles=body(total=WHOLE, results=listed(ref("Article")))
        | {"description": "On the first page: the knowledge articles that answer the words, the best three."},
    ),
    "TicketDetail": body(
        CUSTOMER_ONLY | {"affected_regions": AFFECTED},
        **TICKET,
        reporter_organisation=NO_SLUG,
        reporter=PERSON,
        texts={"type": "object", "additionalProperties": body(text=STRING, **TAKEN_OUT, audience=AUDIENCE)},
        facts={"type": "object"},
        legs=listed(ref("Leg")),
        continued_as=NO_SLUG | {"description": "The number under which a reclassified or duplicate ticket goes on."},
        links=listed(
            body(kind=STRING, direction={"type": "string", "enum": ["to", "from"]}, number=STRING, title=STRING)
        ),
        clocks=listed(ref("Clock")),
    ),
    "Leg": LEG,
    "Shares": body(results=listed(SHARE)),
    "Readers": body(results=listed(READER)),
    "Article": body(**ARTICLE),
    "ArticleDetail": body(
        **ARTICLE,
        text=NO_SLUG,
        working={"anyOf": [body(title=STRING, text=STRING), {"type": "null"}]},
        made_from=NO_SLUG,
    ),
    "ArticlePage": page(
        ref("Article"),
        total=WHOLE,
        close=BOOL | {"description": "Nothing answers as written; these are a letter away."},
    ),
    "ArticleSteps": body(number=STRING, state=STRING, version=WHOLE, steps=listed(ref("Step"))),
    "Event": EVENT,
    "EventPage": page(ref("Event")),
    "Step": STEP,
    "Steps": body(
        number=STRING,
        state=STRING,
        version=WHOLE,
        steps=listed(ref("Step")),
        handoffs=listed(body(id=WHOLE, version=WHOLE, steps=listed(ref("Step")))),
        legs=listed(body(region=NO_SLUG, version=WHOLE, steps=listed(ref("Step")))),
    ),
    "BulkTried": body(
        step=STRING,
        can=WHOLE | {"description": "In how many it would be taken."},
        total=WHOLE,
        results=listed(body(number=STRING, can=BOOL, errors=listed(ERROR))),
    ),
    "BulkRun": body(
        id=WHOLE,
        step=STRING,
        state={"type": "string", "enum": ["running", "finished"]},
        started_at=TIME,
        finished_at=NO_TIME,
        total=WHOLE,
        done=WHOLE,
        refused=WHOLE,
        results=listed(
            body(
                number=STRING,
                outcome={"type": "string", "enum": ["waiting", "done", "refused"]},
                errors=listed(ERROR),
            )
        ),
    ),
    "SavedView": SAVED_VIEW,
    "SavedViews": body(results=listed(SAVED_VIEW)),
    "Taken": or_out_of_reach(body(event=ref("Event"), ticket=ref("Ticket"))),
    "ArticleTaken": or_out_of_reach(ref("ArticleDetail")),
    "OutOfReach": body(number=STRING, state=STRING | {"description": "The one that the step led to."})
    | {"description": "The step was taken, and its caller no longer reads what it was taken on."},
    "Handoff": body(
        id=WHOLE,
        state=STRING,
        state_label=STRING,
        version=WHOLE,
        **{"from": NO_SLUG, "to": NO_SLUG},
        reason=STRING,
        letter=some("string"),
        with_solution=BOOL,
        bypass=BOOL,
        proposed_at=TIME,
        answered_at=NO_TIME,
        return_reason=NO_SLUG,
    ),
    "Handoffs": body(results=listed(ref("Handoff"))),
    "Note": body(
        id=WHOLE,
        kind={"type": "string", "enum": ["note", "question", "answer"]},
        text=STRING,
        **TAKEN_OUT,
        audience=AUDIENCE,
        organisation=NO_SLUG,
        author=PERSON,
        at=TIME,
    ),
    "NotePage": page(ref("Note")),
    "Attachment": body(
        id=WHOLE,
        name=STRING,
        content_type=STRING,
        size=WHOLE,
        sha256=STRING,
        audience=AUDIENCE,
        organisation=NO_SLUG,
        author=PERSON,
        at=TIME,
        download=some("string", format="uri-reference"),
        **TAKEN_OUT,
    ),
    "HiddenParts": body(
        results=listed(
            body(
                {"texts": listed(STRING), "download": some("string", format="uri-reference")},
                id=WHOLE,
                what=STRING,
                audience=READ_BY,
                hidden_at=TIME,
                hidden_for=NO_SLUG,
                hidden_by=PERSON,
                verdict={"enum": ["redact", None]},
                settled_at=NO_TIME,
                settled_for=NO_SLUG,
                settled_by=PERSON,
            )
        )
    ),
    "AttachmentPage": page(ref("Attachment")),
    "Attached": body(results=listed(ref("Attachment"))),
    "Organisations": reference(
        slug=SLUG, name=STRING, short_name=STRING, kind=STRING, tier=STRING, parent=NO_SLUG, is_member_region=BOOL
    ),
    "Services": reference(slug=SLUG, name=STRING, parent=NO_SLUG, vendor=NO_SLUG, lifecycle_state=STRING),
    "Teams": reference(slug=SLUG, name=STRING, organisation=SLUG),
    "Codes": body(
        processes=listed(body(code=STRING, label=STRING, states=CODE_LABEL)),
        handoff_states=CODE_LABEL,
        leg_states=CODE_LABEL,
        fields=listed(body(field=STRING, label=STRING, choices=CODE_LABEL)),
    ),
    "Me": body(
        account=STRING,
        kind=STRING,
        credential={"type": "string", "enum": ["client", "token", "session"]},
        scopes=listed(STRING),
        acting_person=PERSON,
        hats=listed(body(id=WHOLE, role=STRING, label=STRING, organisation=SLUG, capabilities=listed(STRING))),
    ),
    "Token": {
        "type": "object",
        "properties": {"access_token": STRING, "expires_in": WHOLE, "token_type": STRING, "scope": STRING},
        "required": ["access_token", "expires_in", "token_type"],
    },
    "TokenError": {
        "type": "object",
        "description": "RFC 6749, section 5.2.",
        "properties": {"error": STRING, "error_description": STRING},
        "required": ["error"],
    },
}
