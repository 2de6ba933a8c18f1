"""Releases: the record, the regions, what runs where."""
