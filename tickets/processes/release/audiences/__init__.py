"""Release notes for each audience: drafted together, published by a step, read and printed by every region."""
