"""The pages of major incidents: the record, the situation picture, messages, the review, the list and the pack.

`situation.py` reads; the others show. Registered with the pages of tickets by `registering.py`.
"""
