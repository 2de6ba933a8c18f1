"""What each call is, takes and can answer: the one description that /api/v1/schema is made from."""

from __future__ import annotations

from importlib import import_module

from drf_spectacular.utils import OpenApiParameter, OpenApiResponse, extend_schema

from roles.credentials import READ, WRITE
from tickets import codes, filters, paging
from tickets.api import examples, requests
from tickets.api.problems import CODES, MEDIA_TYPE
from tickets.api.shapes import ref
from tickets.processes.need import reading as needs_of
from tickets.processes.regulatory import reading as duties_of

JSON = "application/json"
READ_REFUSALS = (401, 403, 406, 422, 429)
WRITE_REFUSALS = (400, 401, 403, 406, 409, 413, 415, 422, 429, 503)


def _parameter(name: str, where: str, description: str, *, required: bool = False, **schema) -> OpenApiParameter:
    return OpenApiParameter(
        name, schema or {"type": "string"}, where, required=required or where == "path", description=description
    )


NUMBER = _parameter("number", "path", "Its number.", type="string", pattern="^[A-Za-z]{2,6}-[0-9]{4}-[0-9]{1,9}$")
NAME = _parameter("name", "path", "The step's name; see …/steps.", type="string", pattern="^[a-z_]{1,60}$")
ROW = _parameter("id", "path", "The id.", type="integer", minimum=1, maximum=10**17)
REGION = _parameter("region", "path", "The region's slug.", type="string", pattern="^[-a-zA-Z0-9_]+$")
AGREEMENT = _parameter("agreement", "path", "The agreement's slug.", type="string", pattern="^[-a-zA-Z0-9_]+$")
CALENDAR = _parameter("calendar", "path", "The calendar's slug.", type="string", pattern="^[-a-zA-Z0-9_]+$")
FORUM = _parameter("forum", "path", "The forum's slug.", type="string", pattern="^[-a-zA-Z0-9_]+$")
ACTING = _parameter(
    "Acting-Person",
    "header",
    'Whom a vendor\'s client acts for: "Given Family" <work address>, or JSON. Demanded of such a client.',
)
KEY = _parameter(
    "Idempotency-Key",
    "header",
    "A key of your own: the same call repeated is carried out once.",
    pattern="^[!-~]{1,200}$",
    type="string",
)
KEY_DEMANDED = _parameter(
    "Idempotency-Key", "header", KEY.description, required=True, pattern="^[!-~]{1,200}$", type="string"
)
KEY_OF_BULK = _parameter(
    "Idempotency-Key",
    "header",
    f"{KEY.description} Demanded unless `dry_run` is true.",
    pattern="^[!-~]{1,200}$",
    type="string",
)
IF_MATCH = _parameter(
    "If-Match",
    "header",
    "The ETag you read. Demanded here or as `version`, but for quiet steps.",
    pattern='^"[0-9]{1,9}"$',
    type="string",
)
SIZE = _parameter("page_size", "query", "Rows a page.", type="integer", minimum=1, maximum=paging.MOST_PER_PAGE)
CURSOR = _parameter("cursor", "query", "Where the page begins; taken from `next` and `previous`.")
EVERY = _parameter(
    "every", "query", "Also the steps that none of your roles ever takes.", type="string", enum=["true", "false"]
)
PAGES = (SIZE, CURSOR)
LIST = (
    *(
        _parameter(name, "query", f"{one.label}." + (" Several, separated by commas." if one.many else ""))
        for name, one in filters.FILTERS.items()
    ),
    _parameter("sort", "query", "The order.", type="string", enum=list(paging.ORDERS)),
    _parameter("count", "query", "Also count, to a thousand at most.", type="string", enum=["true", "false"]),
    *PAGES,
)
SEARCH = (
    *(one for one in LIST if one.name not in ("sort", "count")),
    _parameter("facets", "query", "Also count and divide the hits.", type="string", enum=["true", "false"]),
)

KNOWN_ERRORS = (
    _parameter("q", "query", "Words of title, symptom or workaround, or a number."),
    _parameter("service", "query", "Slug of a service; its parts are found as well."),
    _parameter("region", "query", "Slug of a region that it concerns."),
    _parameter("which", "query", "Others than those offered.", type="string", enum=["withdrawn", "retired", "draft"]),
    *PAGES,
)
CHANGE_TEMPLATES = (
    _parameter("q", "query", "Words of the title, or a number."),
    _parameter("service", "query", "Slug of a service; its parts are found as well."),
    _parameter(
        "which",
        "query",
        "Others than the approved ones.",
        type="string",
        enum=["suspended", "proposed", "draft", "retired"],
    ),
    *PAGES,
)
ORDER_ROWS = (_parameter("state", "query", "Only these.", enum=["pending", "delivered", "failed"]), *PAGES)
TEMPLATES = (
    _parameter("q", "query", "Words of the name or the use, the number of the order, or a decision."),
    _parameter("kind", "query", "One kind.", type="string", enum=["medication", "record"]),
    _parameter("region", "query", "Slug of a member region; `joint` for those of all."),
    _parameter("which", "query", "Others than those in use and decided.", type="string", enum=["retired", "all"]),
    *PAGES,
)
NEEDS = (
    _parameter("q", "query", "Words of the title, or a number."),
    _parameter("region", "query", "Slug of a member region that it comes from, or that is behind it."),
    _parameter("area", "query", "Slug of a national programme area."),
    _parameter(
        "which",
        "query",
        "Others than those that go on.",
        type="string",
        enum=sorted(set(needs_of.WHICH) - {""}),
    ),
    *PAGES,
)
DUTIES = (
    _parameter("q", "query", "Words of the case's title, or its number."),
    _parameter("organisation", "query", "Slug of the organisation whose duty it is."),
    _parameter("law", "query", "One law.", type="string", enum=[str(one) for one in duties_of.LAWS]),
    _parameter("which", "query", "Others than those under way.", enum=sorted(set(duties_of.WHICH) - {""})),
    *PAGES,
)
VERSIONS = (
    _parameter("as_of", "query", "As at the end of this day; today where left out.", type="string", format="date"),
    _parameter("environment", "query", "One environment.", type="string", enum=list(codes.Environment.values)),
    _parameter("region", "query", "Slug of a member region."),
    _parameter("service", "query", "Slug of a service; its parts are found as well."),
)
ORDERING = _parameter("organisation", "query", "Slug of one of your organisations; the first where left out.")
ITEM = _parameter("item", "path", "The item's slug.", type="string", pattern="^[-a-zA-Z0-9_]+$")
ARTICLES = (
    _parameter("q", "query", "Words, or a number."),
    _parameter("service", "query", "Slug of a service; its parts are found as well."),
    _parameter("domain", "query", "Which side.", type="string", enum=["verksamhet", "teknik"]),
    _parameter("which", "query", "Which ones.", type="string", enum=["published", "own", "due", "retired"]),
    *PAGES,
)


def _header(name: str, description: str, *statuses: str) -> OpenApiParameter:
    return OpenApiParameter(name, str, OpenApiParameter.HEADER, description=description, response=list(statuses))


def _operation(name: str, summary: str, tag: str, ok: dict, *, refusals, scope: str, parameters=(), request=None):
    """The decorator of one method. `ok` maps statuses to a component's name."""
    responses: dict = {(status, JSON): OpenApiResponse(ref(body), "OK") for status, body in ok.items()}
    responses |= {(status, MEDIA_TYPE): OpenApiResponse(ref("Problem"), _titles(status)) for status in sorted(refusals)}
    oks = [str(status) for status in ok]
    headers = [_header("Retry-After", "Seconds to wait.", *(str(one) for one in (429, 503) if one in refusals))]
    if scope == READ:
        headers.append(_header("ETag", "The version, or a mark of the content.", *oks))
    else:
        headers.append(_header("Idempotency-Replayed", "`true` when this repeats an earlier call.", *oks))
    return extend_schema(
        operation_id=name,
        summary=summary,
        tags=[tag],
        parameters=[*parameters, *([ACTING] if scope == WRITE else []), *headers],
        request=request,
        responses=responses,
        auth=[{"oauth2": [scope]}, {"personalToken": []}, {"session": []}],
    )


def _titles(status: int) -> str:
    return ". ".join(str(title) for code, (of, title) in CODES.items() if of == status) + "."


def _read(name, summary, tag, component, *parameters, missing=True):
    refusals = {*READ_REFUSALS, *([404] if missing else [])}
    return _operation(name, summary, tag, {200: component}, refusals=refusals, scope=READ, parameters=parameters)


def _write(name, summary, tag, ok, request, *parameters, more=(404,)):
    refusals = {*WRITE_REFUSALS, *more}
    return _operation(name, summary, tag, ok, refusals=refusals, scope=WRITE, parameters=parameters, request=request)


def _step(name, summary, tag, answer, body, *parameters):
    wanted = {JSON: ref(body)}
    return _write(name, summary, tag, {200: answer}, wanted, *parameters, IF_MATCH, KEY, more=(404, 412, 428))


ticket_list = _read("list_tickets", "Tickets that you may read", "tickets", "TicketPage", *LIST, missing=False)
search = _read("search_tickets", "Tickets that answer a question", "tickets", "SearchPage", *SEARCH, missing=False)
ticket = _read("read_ticket", "One ticket", "tickets", "TicketDetail", NUMBER)
register = _write(
    "register_ticket",
    "Register a ticket",
    "tickets",
    {201: "Ticket"},
    {JSON: ref("Registration")},
    KEY_DEMANDED,
    more=(),
)
steps = _read("list_steps", "What can be done, what cannot, why, and who could", "steps", "Steps", NUMBER, EVERY)
take_step = _step("take_step", "Take a step of the ticket", "steps", "Taken", "TicketStep", NUMBER, NAME)
take_handoff_step = _step(
    "take_handoff_step", "Accept, return or take back a hand-off", "steps", "Taken", "HandoffStep", NUMBER, ROW, NAME
)
take_leg_step = _step(
    "take_leg_step", "Take a step of a region's part", "steps", "Taken", "LegStep", NUMBER, REGION, NAME
)
tracks = _read("list_tracks", "Duties to report that you may know of", "tickets", "Tracks", NUMBER)
take_track_step = _step(
    "take_track_step", "Take a step of a duty to report", "steps", "Taken", "TrackStep", NUMBER, ROW, NAME
)
ballots = _read("list_ballots", "Votes on the ticket, newest first", "votes", "Ballots", NUMBER)
take_ballot_step = _step(
    "take_ballot_step", "Vote, consent, or state a conflict", "votes", "Taken", "BallotStep", NUMBER, ROW, NAME
)
decisions = _read("list_decisions", "What forums have decided about the ticket", "votes", "Decisions", NUMBER)
forum_decisions = _read("list_forum_decisions", "What a forum has decided", "votes", "Decisions", FORUM)
decide = _write(
    "decide",
    "Decide as the forum's chair",
    "votes",
    {201: "Decision"},
    {JSON: ref("NewDecision")},
    FORUM,
    IF_MATCH,
    KEY_DEMANDED,
    more=(404, 412, 428),
)
status_messages = _read(
    "list_status_messages", "The status messages of a major incident, newest first", "tickets", "StatusMessages", NUMBER
)
region_rows = _read("list_region_rows", "How it stands in each region", "tickets", "RegionRows", NUMBER)
take_region_row_step = _step(
    "take_region_row_step", "Say how it stands in a region", "steps", "Taken", "RegionRowStep", NUMBER, REGION, NAME
)
deployments = _read("list_deployments", "How far a release has come in each region", "tickets", "Deployments", NUMBER)
take_deployment_step = _step(
    "take_deployment_step", "Take a step of a region's deployment", "steps", "Taken", "DeploymentStep",
    NUMBER, REGION, NAME,
)  # fmt: skip
bulk = _write(
    "take_step_on_many",
    "Try a step on up to 500 tickets, or have it taken on each",
    "steps",
    {200: "BulkTried", 202: "BulkRun"},
    {JSON: requests.BULK},
    KEY_OF_BULK,
    more=(),
)
bulk_run = _read("read_bulk_run", "How far a step on many tickets has come", "steps", "BulkRun", ROW)
article_list = _read("list_articles", "Knowledge articles", "articles", "ArticlePage", *ARTICLES, missing=False)
known_errors = _read(
    "list_known_errors", "Known errors and workarounds", "tickets", "KnownErrorPage", *KNOWN_ERRORS, missing=False
)
change_templates = _read(
    "list_change_templates",
    "Standard change templates",
    "tickets",
    "ChangeTemplatePage",
    *CHANGE_TEMPLATES,
    missing=False,
)
duties = _read("list_duties", "Duties to report over all tickets", "tickets", "DutyPage", *DUTIES, missing=False)
needs = _read("list_needs", "Needs, and where each is", "tickets", "NeedPage", *NEEDS, missing=False)
order_quotes = _read("list_order_quotes", "The quotes of an order", "tickets", "OrderQuotes", NUMBER)
order_rows = _read("list_order_rows", "The rows of an order", "tickets", "OrderRowPage", NUMBER, *ORDER_ROWS)
templates = _read(
    "list_templates", "What forums decided of templates", "tickets", "TemplateRecordPage", *TEMPLATES, missing=False
)
catalogue = _read("list_catalogue", "What may be ordered", "tickets", "Catalogue", ORDERING, missing=False)
catalogue_item = _read("read_catalogue_item", "One item and its form", "tickets", "CatalogueItem", ITEM, ORDERING)
versions = _read("read_versions", "Which version runs where", "tickets", "Versions", *VERSIONS, missing=False)
article = _read("read_article", "One article", "articles", "ArticleDetail", NUMBER)
article_steps = _read(
    "list_article_steps", "What can be done, why not, and who could", "articles", "ArticleSteps", NUMBER
)
write_article = _write(
    "write_article", "Write an article", "articles", {201: "Article"}, {JSON: ref("NewArticle")}, KEY_DEMANDED, more=()
)
take_article_step = _step(
    "take_article_step", "Take a step of an article", "articles", "ArticleTaken", "ArticleStep", NUMBER, NAME
)
events = _read("list_events", "The history, newest first", "tickets", "EventPage", NUMBER, *PAGES)
readers = _read("list_readers", "Who reads the ticket, and by which rule", "tickets", "Readers", NUMBER)
shares = _read("list_shares", "Who was let in by a share", "tickets", "Shares", NUMBER)
handoffs = _read("list_handoffs", "The hand-offs, newest first", "tickets", "Handoffs", NUMBER)
notes = _read("list_notes", "The notes, newest first", "words", "NotePage", NUMBER, *PAGES)
write_note = _write("write_note", "Write a note", "words", {201: "Note"}, {JSON: requests.NEW_NOTE}, NUMBER, KEY)
attachments = _read("list_attachments", "The files, newest first", "words", "AttachmentPage", NUMBER, *PAGES)
attach = _write(
    "attach_files", "Attach files", "words", {201: "Attached"}, {"multipart/form-data": requests.NEW_FILES}, NUMBER, KEY
)
COUNT = _parameter("count", "query", "Also count, to a hundred.", type="string", enum=["true", "false"])
views = _read(
    "list_views", "Views of the list, your own and those shared with you", "views", "SavedViews", COUNT, missing=False
)
view = _read("read_view", "One view", "views", "SavedView", ROW)
keep_view = _write(
    "keep_view", "Keep filters under a name", "views", {201: "SavedView"}, {JSON: requests.NEW_VIEW}, more=()
)
change_view = _write(
    "change_view", "Rename, share, change or open first", "views", {200: "SavedView"}, {JSON: requests.VIEW}, ROW
)
remove_view = _write("remove_view", "Remove a view", "views", {200: "SavedView"}, {JSON: requests.NOTHING}, ROW)
bring_back_view = _write(
    "bring_back_view", "Bring a removed view back", "views", {200: "SavedView"}, {JSON: requests.NOTHING}, ROW
)
me = _read("read_me", "Whom the credential stands for", "reference", "Me", missing=False)
organisations = _read("list_organisations", "Organisations", "reference", "Organisations", missing=False)
services = _read("list_services", "Services that tickets are about", "reference", "Services", missing=False)
teams = _read("list_teams", "Teams of your organisations", "reference", "Teams", missing=False)
agreements = _read("list_agreements", "Agreements about time", "reference", "Agreements", missing=False)
agreement = _read(
    "read_agreement", "One agreement: its versions and the days it counts", "reference", "Agreement", AGREEMENT
)
exceeded = _read(
    "list_exceeded", "Times that were exceeded by a fifth or more", "tickets", "Exceeded", *PAGES, missing=False
)
region_figures = _read(
    "list_region_figures", "Inhabitants and users of each region", "reference", "RegionFigures", missing=False
)
programme_areas = _read(
    "list_programme_areas", "National programme areas", "reference", "ProgrammeAreas", missing=False
)
calendars = _read("list_calendars", "Calendars", "reference", "Calendars", missing=False)
calendar = _read(
    "read_calendar", "One calendar: its versions and the days that differ", "reference", "Calendar", CALENDAR
)
codes = _read("list_codes", "Codes of states and fields", "reference", "Codes", missing=False)
public_record = _read("get_public_record", "The ticket as a public record", "words", "PublicRecord", NUMBER)
hidden = _read("list_hidden", "What is hidden or removed as personal data", "words", "HiddenParts", NUMBER)


def _file(name, summary, *parameters):
    return extend_schema(
        operation_id=name,
        summary=summary,
        tags=["words"],
        parameters=list(parameters),
        responses={(200, "*/*"): OpenApiResponse({"type": "string", "format": "binary"}, "The file")}
        | {
            (status, MEDIA_TYPE): OpenApiResponse(ref("Problem"), _titles(status))
            for status in (401, 403, 404, 422, 429)
        },
        auth=[{"oauth2": [READ]}, {"personalToken": []}, {"session": []}],
    )


download = _file("download_attachment", "The file itself", ROW)
download_hidden = _file("download_hidden", "The file of a hidden part, for who decides about it", NUMBER, ROW)
download_disclosure = _file("download_disclosure", "What was decided to hand out, as one ZIP", NUMBER, ROW)
token = extend_schema(
    operation_id="get_token",
    summary="An access token for client id and secret (OAuth 2.0 client credentials)",
    tags=["token"],
    request={
        "application/x-www-form-urlencoded": {
            "type": "object",
            "properties": {
                "grant_type": {"const": "client_credentials"},
                "client_id": {"type": "string"},
                "client_secret": {"type": "string"},
                "scope": {"type": "string"},
            },
            "required": ["grant_type"],
        }
    },
    responses={(200, JSON): OpenApiResponse(ref("Token"), "The token")}
    | {(status, JSON): OpenApiResponse(ref("TokenError"), "Refused") for status in (400, 401)}
    | {(status, MEDIA_TYPE): OpenApiResponse(ref("Problem"), _titles(status)) for status in (406, 413, 415, 429)},
    auth=[],
)


# Each says what its bodies are in COMPONENTS; they import this module, so they are read when the description is made.
DESCRIBING = (
    "agreements", "ballots", "calendars", "catalogue", "change_templates", "clocks", "deployments", "duties",
    "messages", "needs", "order_groups", "order_rows", "overdue", "parts", "programme_areas", "quotes", "records",
    "region_figures", "schemas", "solidarity", "templates", "versions",
)  # fmt: skip


def add_components(result, generator, request, public):
    """Hook of the generator: the components and the ways to log in."""
    parts, found = result.setdefault("components", {}), requests.components()
    for name in DESCRIBING:
        found |= import_module(f"tickets.api.{name}").COMPONENTS
    examples.add_to(result, found)
    parts["schemas"] = dict(sorted(found.items()))
    flow = {"tokenUrl": "/api/v1/oauth/token", "scopes": {READ: "Read", WRITE: "Write"}}
    parts["securitySchemes"] = {
        "oauth2": {"type": "oauth2", "flows": {"clientCredentials": flow}},
        "personalToken": {"type": "http", "scheme": "bearer", "description": "A personal token."},
        "session": {"type": "apiKey", "in": "cookie", "name": "sessionid", "description": "A browser's log-in."},
    }
    return result
