"""The step by which the rows of an order are settled, some at a time: it is delivered in part before it is whole."""

from django.utils.translation import gettext_lazy as _

from engine.step import step
from tickets.processes.service_request.bulk import effects, guards, reading
from tickets.processes.service_request.states import S
from tickets.processes.service_request.who import FULFILLERS, HOLDER


class DeliversRows:
    """Mixed into the workflow of orders."""

    def is_offered(self, name: str) -> bool:
        return (name != "settle_rows" or reading.is_of_rows(self)) and super().is_offered(name)

    # fmt: off
    @step(S.FULFILMENT, None, _("Settle rows"),
          by=(*FULFILLERS, HOLDER),
          asks=("settled_rows", "row_result", "row_reason", "comment", "bulk_results"),
          guards=(guards.is_of_rows,), checks=(guards.rows_can_be_settled,),
          does=(effects.settle_rows,))
    def settle_rows(self): "Which rows are delivered, which could not be, and why. The orderer sees it."
    # fmt: on
