"""Past windows of a shop → the ranking that learned from them: a blend, and networks for larger shops."""
