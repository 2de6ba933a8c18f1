"""Who takes the steps of an order, by what they may do and where they stand."""

from engine.step import Who
from tickets.processes.service_request.guards import regional_item

CUSTOMER = ("region", "support")
PLACES_ORDERS = Who("order.place", tiers=CUSTOMER)
ORDERER = Who("ticket.own", "reporter", tiers=CUSTOMER)
APPROVER = Who("order.approve", "origin", ("region",))
# Whoever leads orders assesses them: of the support organisation all, of a region those of its own items.
REVIEWERS = (Who("request.review", "support"), Who("request.review", "origin", ("region",), regional_item))
CONVERTERS = Who("request.convert", "support")
LEADER = Who("request.manage", "support")
QUOTERS = (Who("request.quote", "vendor", ("vendor",)), Who("request.quote", "support"))
EXPERT = Who("request.expert", "support")
HOLDER = Who("ticket.work", "holder")
FULFILLER = Who("ticket.work", "assignee", tiers=CUSTOMER)
FULFILLERS = (FULFILLER,)
AWAITED = Who("ticket.comment", "awaited")
