"""How often the program has kept a personal number from being saved: counts, and never a number (law.md 3.2)."""
