"""The addresses under /api/v1/ that are about tickets. Numbers, names and slugs have their shape here already."""

from django.urls import path, register_converter
from django.urls.converters import StringConverter

from tickets.api import (
    agreements,
    articles,
    ballots,
    bulk,
    calendars,
    catalogue,
    change_templates,
    deployments,
    duties,
    known_errors,
    messages,
    needs,
    order_groups,
    order_rows,
    overdue,
    parts,
    programme_areas,
    quotes,
    reads,
    records,
    reference,
    region_figures,
    search,
    solidarity,
    templates,
    versions,
    views,
    words,
    writes,
)


class NumberConverter(StringConverter):
    regex = "[A-Za-z]{2,6}-[0-9]{4}-[0-9]{1,9}"


class NameConverter(StringConverter):
    regex = "[a-z_]{1,60}"


class RowConverter(StringConverter):
    """The id of a row: as many digits as the database keeps."""

    regex = "[0-9]{1,18}"

    def to_python(self, value):
        return int(value)


register_converter(NumberConverter, "ticket_number")
register_converter(NameConverter, "step_name")
register_converter(RowConverter, "row_id")

urlpatterns = [
    path("me", reference.Me.as_view(), name="me"),
    path("organisations", reference.Organisations.as_view(), name="organisations"),
    path("services", reference.Services.as_view(), name="services"),
    path("teams", reference.Teams.as_view(), name="teams"),
    path("order-groups", order_groups.OrderGroups.as_view(), name="order_groups"),
    path("order-groups/<row_id:id>/end", order_groups.OrderGroupEnd.as_view(), name="order_group_end"),
    path("order-groups/<row_id:id>/limit", order_groups.OrderGroupLimit.as_view(), name="order_group_limit"),
    path("agreements", agreements.Agreements.as_view(), name="agreements"),
    path("agreements/<slug:agreement>", agreements.Agreement.as_view(), name="agreement"),
    path("exceeded", overdue.Exceeded.as_view(), name="exceeded"),
    path("calendars", calendars.Calendars.as_view(), name="calendars"),
    path("calendars/<slug:calendar>", calendars.Calendar.as_view(), name="calendar"),
    path("programme-areas", programme_areas.ProgrammeAreas.as_view(), name="programme_areas"),
    path("region-figures", region_figures.RegionFigures.as_view(), name="region_figures"),
    path("codes", reference.Codes.as_view(), name="codes"),
    path("search", search.Search.as_view(), name="search"),
    path("bulk", bulk.Bulk.as_view(), name="bulk"),
    path("bulk/<row_id:id>", bulk.Run.as_view(), name="bulk_run"),
    path("views", views.Views.as_view(), name="views"),
    path("views/<row_id:id>", views.View.as_view(), name="view"),
    path("views/<row_id:id>/remove", views.Removed.as_view(), name="remove_view"),
    path("views/<row_id:id>/bring_back", views.BroughtBack.as_view(), name="bring_back_view"),
    path("tickets", writes.Tickets.as_view(), name="tickets"),
    path("tickets/<ticket_number:number>", reads.TicketDetail.as_view(), name="ticket"),
    path("tickets/<ticket_number:number>/readers", reads.Readers.as_view(), name="readers"),
    path("tickets/<ticket_number:number>/shares", reads.Shares.as_view(), name="shares"),
    path("tickets/<ticket_number:number>/steps", reads.Steps.as_view(), name="steps"),
    path("tickets/<ticket_number:number>/steps/<step_name:name>", writes.TicketStep.as_view(), name="step"),
    path("tickets/<ticket_number:number>/notes", words.Notes.as_view(), name="notes"),
    path("tickets/<ticket_number:number>/attachments", words.Attachments.as_view(), name="attachments"),
    path("tickets/<ticket_number:number>/events", reads.Events.as_view(), name="events"),
    path("tickets/<ticket_number:number>/handoffs", reads.Handoffs.as_view(), name="handoffs"),
    path(
        "tickets/<ticket_number:number>/handoffs/<row_id:id>/steps/<step_name:name>",
        writes.HandoffStep.as_view(),
        name="handoff_step",
    ),
    path(
        "tickets/<ticket_number:number>/legs/<slug:region>/steps/<step_name:name>",
        writes.LegStep.as_view(),
        name="leg_step",
    ),
    path("tickets/<ticket_number:number>/tracks", parts.Tracks.as_view(), name="tracks"),
    path(
        "tickets/<ticket_number:number>/tracks/<row_id:id>/steps/<step_name:name>",
        parts.TrackStep.as_view(),
        name="track_step",
    ),
    path("tickets/<ticket_number:number>/ballots", ballots.Ballots.as_view(), name="ballots"),
    path(
        "tickets/<ticket_number:number>/ballots/<row_id:id>/steps/<step_name:name>",
        ballots.BallotStep.as_view(),
        name="ballot_step",
    ),
    path("tickets/<ticket_number:number>/decisions", ballots.Decisions.as_view(), name="decisions"),
    path("tickets/<ticket_number:number>/messages", messages.StatusMessages.as_view(), name="status_messages"),
    path("tickets/<ticket_number:number>/regions", parts.RegionRows.as_view(), name="region_rows"),
    path(
        "tickets/<ticket_number:number>/regions/<slug:region>/steps/<step_name:name>",
        parts.RegionRowStep.as_view(),
        name="region_row_step",
    ),
    path("tickets/<ticket_number:number>/deployments", deployments.Deployments.as_view(), name="deployments"),
    path(
        "tickets/<ticket_number:number>/deployments/<slug:region>/steps/<step_name:name>",
        deployments.DeploymentStep.as_view(),
        name="deployment_step",
    ),
    path("tickets/<ticket_number:number>/hidden", words.HiddenParts.as_view(), name="hidden"),
    path("tickets/<ticket_number:number>/hidden/<row_id:id>", words.HiddenFile.as_view(), name="hidden_file"),
    path("tickets/<ticket_number:number>/record", records.PublicRecord.as_view(), name="public_record"),
    path("tickets/<ticket_number:number>/record/<row_id:id>", records.Disclosed.as_view(), name="disclosure"),
    path("catalogue", catalogue.Catalogue.as_view(), name="catalogue"),
    path("catalogue/<slug:item>", catalogue.CatalogueItem.as_view(), name="catalogue_item"),
    path("duties", duties.Duties.as_view(), name="duties"),
    path("needs", needs.Needs.as_view(), name="needs"),
    path("templates", templates.Templates.as_view(), name="templates"),
    path("templates/<slug:template>/retire", templates.Retirement.as_view(), name="template_retirement"),
    path("templates/<slug:template>/take-back", templates.TakenBack.as_view(), name="template_taken_back"),
    path("solidarity", solidarity.Solidarity.as_view(), name="solidarity"),
    path("solidarity/efforts", solidarity.Efforts.as_view(), name="solidarity_efforts"),
    path("solidarity/costs", solidarity.Costs.as_view(), name="solidarity_costs"),
    path("solidarity/<row_id:id>/withdraw", solidarity.Withdrawal.as_view(), name="solidarity_withdrawal"),
    path("tickets/<ticket_number:number>/quotes", quotes.OrderQuotes.as_view(), name="order_quotes"),
    path("tickets/<ticket_number:number>/rows", order_rows.OrderRows.as_view(), name="order_rows"),
    path("change-templates", change_templates.ChangeTemplates.as_view(), name="change_templates"),
    path("versions", versions.Versions.as_view(), name="versions"),
    path("known-errors", known_errors.KnownErrors.as_view(), name="known_errors"),
    path("articles", articles.Articles.as_view(), name="articles"),
    path("articles/<ticket_number:number>", articles.ArticleDetail.as_view(), name="article"),
    path("articles/<ticket_number:number>/steps", articles.ArticleSteps.as_view(), name="article_steps"),
    path("articles/<ticket_number:number>/steps/<step_name:name>", articles.ArticleStep.as_view(), name="article_step"),
    path("attachments/<row_id:id>", words.Download.as_view(), name="attachment"),
]
