"""Search: what was asked (`asked`), which texts answer it (`index`), the newest cases first (`find`), and hints.

The index stands on the rows themselves (migration 0005): every text and file carries its own words and keeps its own
circle of readers. Whoever removes the text removes its words in the same statement.
"""
