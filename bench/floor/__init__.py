"""The floor: the least Django and DRF that creates, reads, lists and moves a ticket. No log-in, no rules.

One table with two list indexes and an audit row, the same server and worker settings as the program. What the
program costs above it is what its rules, scoping, history and ledger cost.
"""
