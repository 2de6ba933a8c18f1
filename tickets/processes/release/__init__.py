"""Releases: what is put into use in every region, who says yes to it, and how far it has come (processes.md 5.7)."""
