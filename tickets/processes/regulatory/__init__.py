"""What an organisation may have to report to an authority: one track an organisation and regime, on any ticket.

Read `track.py` first (the workflow), then `regimes.py` (what is due when), `opening.py`, `effects.py` and `rules.py`.
"""
