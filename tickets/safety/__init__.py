"""A danger to patients in one region is told to the others that run the same (law.md 3.6)."""
