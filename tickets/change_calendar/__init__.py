"""When changes may be made, and which of them meet: service windows, freezes, collisions, the calendar and its feed."""

from tickets.processes import figures

figures.add(
    "change",
    notice_days=(0, 60),  # so many working days before a normal change the regions are told of its time
    standard_notice_days=(0, 60),
)
