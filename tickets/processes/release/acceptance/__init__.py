"""The joint acceptance test of a release: its cases, what each region found, the defects and what is waived (L5)."""
