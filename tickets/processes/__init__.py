"""The processes by slug. Filled by `tickets.workflows`, so that models never import workflows.

A process that needs more than its one-screen workflow has a folder of its own here: the workflow first, then its
details, guards, effects, inputs and pages.
"""

PROCESSES: dict[str, type] = {}
