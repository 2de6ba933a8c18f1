"""People and cases to try the program with: only on the embedded database, told by data files, made by real steps."""
