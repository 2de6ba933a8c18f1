"""Writing an article and taking its steps in the browser: one form for all, with a preview and a collision guard."""

from __future__ import annotations

from django.core.exceptions import ObjectDoesNotExist
from django.http import Http404
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from engine.entitlement import knows
from engine.errors import Done, EngineError, NotPossible
from engine.explain import StepState, add_who, state_of
from engine.once import Once, fingerprint
from engine.perform import create, perform
from engine.step import steps
from regions import directory
from roles import titles
from tickets import articles, selectors
from tickets.models import Article, Ticket
from tickets.models.article import WRITES
from tickets.web import article_hidden, masking, refusing
from tickets.web.article_markup import render as marked_up
from tickets.web.articles import found, page, row_of
from tickets.web.fields import Setting
from tickets.web.forms import StepForm
from tickets.web.possible import step_url, who_words
from tickets.web.receipts import say

SOLUTIONS = ("answer", "solution")
PREVIEW = "preview"


@never_cache
@require_http_methods(["GET", "POST"])
def write(request):
    """A new article; `arende` names the case whose solution it begins with."""
    state = state_of(Article(), "compose", request.actor)
    if not (request.actor.can(WRITES) and request.actor.is_customer_side):
        raise refusing.lacking(Article(), state, request.actor)
    form = _form(request, Article(), state)
    if request.method == "GET":
        form.initial |= _carried_in(request)
    if request.method == "GET" or request.resumed or _is_preview(request) or masking.is_asked(request):
        return _shown(request, None, state, form)
    try:
        done = create(Article, Article.birth, **_how(request, form), once=_once(request, form))
    except (EngineError, ObjectDoesNotExist) as refused:
        return _refused(request, None, state, form, refused)
    pk = done.outcome["subject"] if isinstance(done, Done) else done.root_id
    number = Article.objects.visible_to(request.actor).values_list("number", flat=True).get(pk=pk)
    say(request, _("%(number)s is written. Ask for review when it is ready.") % {"number": number})
    return redirect("tickets:article", number=number)


def _carried_in(request) -> dict:
    """Title, service and solution of the case that the article is made from, as far as the writer reads them."""
    number = request.GET.get("arende", "")
    if not number:
        return {}
    try:
        ticket = selectors.ticket_called(number, request.actor)
    except Ticket.DoesNotExist:
        raise Http404 from None
    texts = selectors.texts(ticket, request.actor)
    solution = next((texts[name].body for name in SOLUTIONS if name in texts and not texts[name].is_hidden), "")
    service = directory.service(ticket.service_id)
    carried = {"article_title": ticket.title, "article_body": solution, "made_from": ticket.number}
    return carried | ({"article_service": service.slug} if service else {})


write.resumable = gettext_lazy("Write an article")


@never_cache
@require_http_methods(["GET", "POST"])
def article_step(request, number: str, name: str):
    """GET: the form. POST: the step, and where it is refused the page that says why with everything kept."""
    subject, declared = found(number, request.actor), steps(Article).get(name)
    if declared is None or not declared.rule.is_for_people or declared.sources == ("",):
        raise Http404
    state = state_of(subject, name, request.actor)
    if not knows(declared.rule, request.actor):
        raise refusing.lacking(subject, state, request.actor)
    form = _form(request, subject, state)
    if request.method == "GET" or request.resumed or _is_preview(request) or masking.is_asked(request):
        if not state.allowed:
            add_who(subject, [state], request.actor)
        status = 200 if state.allowed or request.method == "POST" else 409
        return _shown(request, subject, state, form, status=status)
    try:
        perform(Article, subject.pk, name, **_how(request, form, version=form.given_version), once=_once(request, form))
    except (EngineError, ObjectDoesNotExist) as refused:
        return _refused(request, subject, state, form, refused)
    say(request, _("%(number)s: %(step)s. Done.") % {"number": subject.number, "step": state.label})
    if not Article.objects.visible_to(request.actor).filter(pk=subject.pk).exists():
        return redirect("tickets:articles")
    return redirect("tickets:article", number=subject.number)


article_step.resumable = gettext_lazy("Knowledge article")


def _form(request, subject: Article, state: StepState) -> StepForm:
    setting = Setting(subject=subject, actor=request.actor, hats=tuple(state.hats), at=timezone.now())
    if request.method == "POST":
        written = masking.cleaned(request.POST) if masking.is_asked(request) else request.POST
        return StepForm(state, setting, written, version=subject.version)
    form = StepForm(state, setting, version=subject.version, named=request.GET)
    if subject.pk and "article_body" in form.names:
        form.initial["article_body"] = _now(subject, request.actor, "article_body")
        places = [directory.organisation(pk) for pk in subject.chosen]
        form.initial["article_organisations"] = [place.slug for place in places if place]
    return form


def _now(subject: Article, actor, field: str) -> str:
    text = articles.working_texts(subject, actor).get(field)
    return text.body if text else ""


def _is_preview(request) -> bool:
    return request.POST.get("go") == PREVIEW


def _how(request, form: StepForm, **more) -> dict:
    return {"actor": request.actor, "via": "web", "data": form.values(), "hat": form.hat, **more}


def _once(request, form: StepForm) -> Once | None:
    key = request.POST.get("once", "")
    owner = f"user:{request.user.pk}"
    return Once(owner, key, fingerprint(request.path, form.values())) if 8 <= len(key) <= 64 else None


# --- What is answered ---


def _shown(request, subject, state: StepState, form: StepForm, *, status: int = 200, **more):
    here = step_url(subject, state.name) if subject else reverse("tickets:article_new")
    context = {
        "article": subject,
        "row": row_of(subject) if subject else None,
        "step": state,
        "form": form,
        "action": here,
        "who": who_words(state.who),
        "back": reverse("tickets:article", args=[subject.number]) if subject else reverse("tickets:articles"),
        "preview": _preview(form) if _is_preview(request) else None,
        "put_away": article_hidden.put_away_for(subject, state, request.actor),
        "has_preview": "article_body" in form.names,
        **more,
    }
    is_fragment = request.htmx and request.method == "GET" and request.draft is None
    return render(request, "articles/step_form.html" if is_fragment else "articles/step.html", context, status=status)


def _preview(form: StepForm) -> dict:
    return {"title": form.value_of("article_title"), "body": marked_up(form.value_of("article_body") or "")}


def _refused(request, subject, state: StepState, form: StepForm, refused: Exception):
    return refusing.answered(
        refused,
        form,
        lacks=lambda: refusing.lacking(subject or Article(), state, request.actor),
        conflict=lambda: _conflict(request, subject, state, form),
        not_possible=lambda why: _not_possible(request, subject, state, form, why),
        shown=lambda status, **more: _shown(request, subject, state, form, status=status, **more),
    )


def _not_possible(request, subject, state: StepState, form: StepForm, refused: NotPossible):
    """The article as it is now, with why and what was written; of a new one its form."""
    if subject is None:
        form.refuse(refused.reasons)
        return _shown(request, None, state, form, status=422)
    more = {"refusal": state.label, "refusal_reasons": refused.reasons, "kept": form.written()}
    return render(request, "articles/article.html", page(request, subject, **more), status=409)


def _conflict(request, subject: Article, state: StepState, form: StepForm):
    """Somebody saved another version meanwhile: theirs stands beside mine, and mine can be sent on theirs."""
    data = form.data.copy()
    data["read_version"] = str(subject.version)
    setting = Setting(subject=subject, actor=request.actor, hats=tuple(state.hats), at=timezone.now())
    kept = StepForm(state, setting, data, version=subject.version)
    kept.full_clean()
    last = next(iter(articles.events(subject, request.actor)), None)
    theirs = {
        "title": subject.title,
        "body": _now(subject, request.actor, "article_body"),
        "at": last.at if last else subject.updated_at,
        "by": f"{titles.as_kept(last.role_label)}, {last.organisation.name}" if last and last.organisation else "",
    }
    return _shown(
        request,
        subject,
        state,
        kept,
        status=409,
        theirs=theirs if "article_body" in kept.names else None,
        warning=_("Somebody changed the article after you opened it. Nothing of yours is lost."),
        new_mark=True,
    )
