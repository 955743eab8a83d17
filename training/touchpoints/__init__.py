"""Gaps and answers of a whole history → the stored analysis of its touchpoints."""
