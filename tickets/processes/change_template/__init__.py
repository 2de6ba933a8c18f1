"""Standard change templates: ordinary changes that are approved once, then made by filling in what differs."""
