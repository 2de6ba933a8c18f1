"""The pages of the catalogue and of orders, and what they add to the pages of every case."""

from __future__ import annotations

from django.urls import path
from django.utils.translation import gettext_lazy, pgettext_lazy

from tickets.disclosing import record
from tickets.processes.service_request import delivery
from tickets.processes.service_request.catalogue import editing, mine, ordering, shop, showing, starting
from tickets.processes.service_request.workflow import ServiceRequest
from tickets.web import changes, menu, panels, possible, register_form

PROCESS = ServiceRequest.slug

# An order is begun in the catalogue: only the words and the address of its registration are used.
register_form.add(
    PROCESS,
    register_form.Registration(
        pgettext_lazy("service request", "Order"),
        (),
        frozenset(),
        "tickets:catalogue",
        gettext_lazy("Order something."),
    ),
    pages=(),
)
panels.BEFORE[PROCESS] = showing.read_before
panels.add(PROCESS, showing.panel)
panels.add(PROCESS, delivery.panel)
panels.WITH_STEP |= {(PROCESS, name): (showing.panel,) for name in ("approve", "reject")}
panels.WITH_STEP |= {(PROCESS, name): (delivery.panel, showing.panel) for name in ("accept", "complain")}
possible.OWN_PAGES[PROCESS, "order"] = possible.OWN_PAGES[PROCESS, "save"] = showing.draft_url
possible.place(PROCESS, elsewhere={"save"}, seldom={"sign_convert", "ask_withdrawal", "cancel"})
starting.add()
# In the timeline: the answers are read in the words of their form, which stands on the page itself.
changes.READ_AS["answers"] = lambda _text: str(gettext_lazy("Stands under “The order” on this page."))
record.READ_OUT["answers"] = showing.read_out
menu.add(
    menu.WORK,
    menu.Entry(("tickets:catalogue",), pgettext_lazy("menu", "Order"), "box", key="g b", customer_side=True),
    after="tickets:list",
)
menu.add(
    menu.WORK,
    menu.Entry(("tickets:my_orders",), pgettext_lazy("menu", "My orders"), "list", capability="order.place"),
    after="tickets:catalogue",
)
menu.add(
    menu.REGISTERS,
    menu.Entry(
        ("tickets:catalogue_edit",),
        pgettext_lazy("menu", "Edit the catalogue"),
        "gear",
        any_of=("catalogue.edit", "catalogue.edit_regional"),
    ),
)

urlpatterns = [
    path("bestalla/", shop.catalogue, name="catalogue"),
    path("bestalla/<slug:item>/", ordering.order, name="order"),
    path("mina-bestallningar/", mine.mine, name="my_orders"),
    *editing.urlpatterns,
]
