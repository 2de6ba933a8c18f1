"""Orders of many rows: a table that is taken in whole or not at all, and rows that are delivered one by one."""
