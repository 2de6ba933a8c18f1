"""What follows for a region that has verified a release: known errors that it mends, and incidents that may be over."""
