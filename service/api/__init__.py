"""The HTTP interface: routes parse, call and return; what is computed is computed elsewhere."""
