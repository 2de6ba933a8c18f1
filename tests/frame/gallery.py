"""Every component once, with invented content, and a small form to leave and come back to: the tests' own pages."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

from django import forms
from django.http import HttpResponse
from django.template import engines
from django.views.generic import FormView

AT = datetime(2026, 11, 24, 6, 58, tzinfo=UTC)
_HERE = Path(__file__).parent


class SampleForm(forms.Form):
    title = forms.CharField(label="Rubrik", help_text="Vad fungerar inte? Skriv som till en kollega.", max_length=120)
    description = forms.CharField(label="Beskrivning", widget=forms.Textarea(attrs={"rows": 4}))
    service = forms.ChoiceField(label="Tjänst", choices=[("", "Välj"), ("a", "Provsvar"), ("b", "Bokning")])
    safety = forms.ChoiceField(
        label="Kan felet skada en patient?",
        help_text="Svara så gott du kan.",
        widget=forms.RadioSelect,
        choices=[("nej", "Nej"), ("risk", "Risk"), ("intraffat", "Ja, det har hänt"), ("vet_ej", "Vet ej")],
    )
    audience = forms.ChoiceField(
        label="Vem ska se den?",
        widget=forms.RadioSelect,
        choices=[("own", "Bara vår region"), ("all", "Alla")],
        initial="own",
    )
    units = forms.MultipleChoiceField(
        label="Enheter",
        widget=forms.CheckboxSelectMultiple,
        choices=[("1", "Akuten"), ("2", "Vårdcentralen")],
        required=False,
    )
    whole = forms.BooleanField(label="Hela regionen", required=False)
    started = forms.SplitDateTimeField(label="När började det?", required=False)
    day = forms.DateField(label="Väntar till", required=False)
    log = forms.FileField(label="Loggfil", required=False, help_text="Högst 20 MB.")
    version = forms.IntegerField(widget=forms.HiddenInput, initial=7)


def cells():
    """Nine regions in all the states a cell can have."""
    states = ["confirmed", "affected", "degraded", "restored", "unknown", "", "", "", ""]
    letters = ["Al", "Be", "Ce", "De", "Ek", "Fu", "Ga", "Hy", "Is"]
    return [
        {"letters": two, "name": f"Region {two}", "state": state, "mine": two == "Be"}
        for two, state in zip(letters, states, strict=True)
    ]


def context():
    """What the gallery's template is rendered with."""
    hour = timedelta(hours=1)
    return {
        "at": AT,
        "cells": cells(),
        "rows": [
            {"tier": "region", "name": "Region Be", "span": hour},
            {"tier": "support", "name": "Stödet", "span": 13 * hour},
            {"tier": "vendor", "name": "Leverantören", "span": 144 * hour},
            {"tier": "outside", "name": "Myndigheten", "span": 10 * hour},
        ],
        "spans": [timedelta(minutes=42), timedelta(hours=3, minutes=12), timedelta(days=1, hours=2)],
        "letter": [("Känt", "Felet kom med 4.2."), ("Prövat", "Omstart hjälper inte.")],
        "changes": [{"label": "Brådska", "before": "2 Hög", "after": "3 Normal"}],
        "files": [{"url": "#fil", "name": "logg.txt", "size": "84 kB"}],
        "views": [{"label": "Mina", "url": "#mina", "count": 8, "current": True}, {"label": "Alla", "url": "#alla"}],
        "chips": [{"label": "Region: Be", "url": "#utan"}],
        "reasons": ["Bara den som håller i ärendet kan lösa det."],
        "form": SampleForm(data={"title": "", "started_0": "2026-11-24", "started_1": "07:40", "version": "7"}),
        "fresh": SampleForm(prefix="ny"),
        "note": "Tre enheter ser felet.\nDe orkar till fredag.",
    }


def gallery(request):
    template = engines["django"].from_string((_HERE / "gallery.html").read_text(encoding="utf-8"))
    return HttpResponse(template.render(context(), request))


class SampleView(FormView):
    """A form as page builders write it: it can be shown again, and saves by telling how often it did."""

    form_class = SampleForm
    resumable = "Provformulär"
    saved: list[dict] = []

    def post(self, request, *args, **kwargs):
        form = self.get_form()
        if not request.resumed and form.is_valid():
            self.saved.append(form.cleaned_data)
            request.form_sent = True
            return HttpResponse("sparat")
        return self.render_to_response(self.get_context_data(form=form), status=200 if request.resumed else 422)

    def render_to_response(self, context, status=200, **kwargs):
        template = engines["django"].from_string((_HERE / "sample_form.html").read_text(encoding="utf-8"))
        return HttpResponse(template.render(context, self.request), status=status)


def plain_form(request):
    """A form whose view cannot show it again."""
    return HttpResponse("sparat", status=200 if request.method == "POST" else 405)


def failing(request):
    raise RuntimeError("a page that fails")
