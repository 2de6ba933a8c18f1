"""Which version runs where, on any day: derived from what was deployed and rolled back, kept nowhere."""
