"""The service catalogue: what can be ordered, by whom, and the form that each version of an item asks."""
