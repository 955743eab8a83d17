"""What was met against what was expected, as pages: what is said, tables, files."""
