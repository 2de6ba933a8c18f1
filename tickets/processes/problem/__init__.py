"""Problem: the cause behind incidents, from the first doubt to a fix that the regions have seen work."""
