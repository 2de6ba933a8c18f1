"""A release in each region: one row a region, moved by that region alone (processes.md 5.7; features.md L3, L4, N8)."""
