"""Change (AND-): what is to be altered, who says yes to it, and how it went."""
