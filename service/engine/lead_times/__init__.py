"""When parcels arrive, learned from parcels, open ones counted; rolls on with every day's events."""
