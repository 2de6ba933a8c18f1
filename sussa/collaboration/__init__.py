"""Loading a collaboration's data files: read with positions, check everything, write what differs, report it."""
