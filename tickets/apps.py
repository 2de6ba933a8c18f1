from importlib import import_module

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

# How what is typed becomes what a step works with: importing each registers its kinds of input.
READ_WHAT_IS_TYPED = (
    "tickets.resolvers",
    "tickets.processes.service_request.typed",
    "tickets.processes.service_request.bulk.resolving",
    "tickets.processes.service_request.experts.resolving",
    "tickets.processes.service_request.quoting.typed",
)


class TicketsConfig(AppConfig):
    name = "tickets"
    verbose_name = _("Tickets")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self):
        # Workflows are proxies of the models: importing them here registers every process and input.
        from tickets import article_mail, chain, daily_mail, delegation_mail, telling, telling_words, viewed, workflows
        from tickets.balloting import telling as ballot_telling
        from tickets.deviations import hearing as deviation_hearing
        from tickets.disclosing import package as disclosing
        from tickets.processes.change import hearing as change_hearing
        from tickets.processes.major_incident import hearing, texting
        from tickets.processes.need import hearing as need_hearing
        from tickets.processes.need import results as need_results
        from tickets.processes.release import hearing as release_hearing
        from tickets.processes.release.deployments import hearing as deployment_hearing
        from tickets.processes.release.verified import mending
        from tickets.processes.service_request import hearing as order_hearing
        from tickets.processes.service_request.experts import retirement_mail
        from tickets.safety import spreading
        from tickets.web import converters

        for name in READ_WHAT_IS_TYPED:
            import_module(name)
        telling_parts = (
            article_mail, ballot_telling, chain, change_hearing, converters, daily_mail, delegation_mail,
            deployment_hearing, deviation_hearing, disclosing, hearing, mending, need_hearing, need_results,
            order_hearing, release_hearing, retirement_mail, spreading, telling, telling_words, texting, viewed,
        )  # fmt: skip
        for each in (*telling_parts, workflows):
            each.register()
