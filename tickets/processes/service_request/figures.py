"""The agreed numbers of orders, by name; their values are the collaboration's data. Days are working days."""

from tickets.processes import figures

PROCESS = "service-request"

figures.add(
    PROCESS,
    remind_days=(1, 60),  # so long nobody has approved before the approvers are reminded
    expiry_days=(1, 250),  # so long nobody has approved before the order lapses
    warn_days=(1, 60),  # so long before it lapses the orderer is told …
    last_warn_days=(1, 60),  # … and told again
    quote_days=(1, 250),  # until a quote is given
    accept_days=(1, 250),  # so long after the delivery it counts as accepted
)


def of(figure: str) -> int:
    """The value in force."""
    return figures.of(PROCESS)[figure]
