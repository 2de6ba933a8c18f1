"""What `dev.py` starts: own database servers, the program's processes, and the tests."""
