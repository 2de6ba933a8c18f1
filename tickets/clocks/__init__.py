"""The clocks of tickets: what has happened, what it means for a promise, and the rows kept of it."""
