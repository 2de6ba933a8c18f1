"""The processes by slug. Filled by `tickets.workflows`, so that models never import workflows."""

PROCESSES: dict[str, type] = {}
