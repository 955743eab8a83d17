"""What gestures did and what waits for approval, as pages: what is said, tables, files."""
