"""Keys of the doors: how one is made and proven, and the table of all of them that a worker keeps at hand."""
