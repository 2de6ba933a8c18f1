"""Ballots of a ticket: what is voted on, by whom, by which rule, and what the votes come to. For every process."""
