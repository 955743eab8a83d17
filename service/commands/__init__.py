"""One module per command of `zuvor`, loaded when it is used; it asks others to do the work."""
