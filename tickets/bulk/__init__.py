"""One step on many tickets: offered from the declarations, rehearsed, and then taken on each through the one door."""
