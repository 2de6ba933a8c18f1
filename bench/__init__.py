"""Measurements: programs that are run by hand and print tables. Nothing here is timed by the test suite."""
