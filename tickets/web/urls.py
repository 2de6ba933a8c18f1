"""The addresses of tickets in the browser."""

from django.urls import path, register_converter

from tickets.web import (
    article_matches,
    article_steps,
    articles,
    bulk,
    detail,
    explain,
    files,
    joining,
    notices,
    overview,
    present,
    queue,
    register,
    search,
    start,
    steps,
    views_pages,
)
from tickets.web.converters import Number

register_converter(Number, "number")

app_name = "tickets"

urlpatterns = [
    path("", start.start, name="start"),
    path("oversikt/", overview.overview, name="overview"),
    path("sok/", search.search, name="search"),
    path("aviseringar/", notices.notice_list, name="notices"),
    path("aviseringar/val/", notices.preferences, name="notice_preferences"),
    path("aviseringar/alla/", notices.all_read, name="notices_read"),
    path("aviseringar/alla/ta-tillbaka/", notices.all_unread, name="notices_unread"),
    path("aviseringar/<int:pk>/", notices.notice, name="notice"),
    path("aviseringar/<int:pk>/markera/", notices.mark, name="notice_mark"),
    path("arenden/", queue.tickets, name="list"),
    path("arenden/ny/incident/", register.register, name="register"),
    path("arenden/ny/arende/", register.register, {"process": "general-case"}, name="register_case"),
    path("arenden/ny/liknande/", register.similar, name="similar"),
    path("arenden/flera/", bulk.bulk, name="bulk"),
    path("arenden/flera/<int:pk>/", bulk.bulk_run, name="bulk_run"),
    path("arenden/flera/<int:pk>/igen/", bulk.bulk_again, name="bulk_again"),
    path("arenden/vyer/", views_pages.view_list, name="views"),
    path("arenden/vyer/<int:pk>/", views_pages.view_edit, name="view_edit"),
    path("arenden/vyer/<int:pk>/filter/", views_pages.view_filters, name="view_filters"),
    path("arenden/vyer/<int:pk>/forst/", views_pages.view_first, name="view_first"),
    path("arenden/vyer/<int:pk>/ta-bort/", views_pages.view_remove, name="view_remove"),
    path("arenden/vyer/<int:pk>/ta-tillbaka/", views_pages.view_bring_back, name="view_bring_back"),
    path("arenden/<number:number>/", detail.detail, name="detail"),
    path("arenden/<number:number>/narvaro/", present.present, name="presence"),
    path("arenden/<number:number>/vi-ocksa/", joining.join, name="join"),
    path("arenden/<number:number>/vem-ser/", explain.who_reads, name="who_reads"),
    path("arenden/<number:number>/varfor/", explain.why_not, name="why_not"),
    path("arenden/<number:number>/svara-med/<number:article>/", article_matches.answer_with, name="answer_with"),
    path("kunskap/", articles.article_list, name="articles"),
    path("kunskap/ny/", article_steps.write, name="article_new"),
    path("kunskap/<number:number>/", articles.article, name="article"),
    path("kunskap/<number:number>/historik/", articles.history, name="article_history"),
    path("kunskap/<number:number>/steg/<slug:name>/", article_steps.article_step, name="article_step"),
    path("arenden/<number:number>/steg/<slug:name>/", steps.ticket_step, name="step"),
    path("arenden/<number:number>/overlamning/<int:pk>/<slug:name>/", steps.handoff_step, name="handoff_step"),
    path("arenden/<number:number>/region/<slug:region>/<slug:name>/", steps.leg_step, name="leg_step"),
    path("arenden/<number:number>/fil/<int:pk>/", files.file, name="file"),
    path("arenden/<number:number>/fil/<int:pk>/visa/", files.preview, name="preview"),
    path("arenden/<number:number>/fil/<int:pk>/bild/", files.picture, name="picture"),
    path("arenden/<number:number>/dolt/<int:pk>/", files.hidden, name="hidden"),
]
