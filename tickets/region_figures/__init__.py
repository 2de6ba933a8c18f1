"""How many inhabitants and users each region has, by which joint costs are divided: read, and given anew by hand."""
