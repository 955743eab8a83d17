"""What is owed is done, what is goodwill is chosen: trigger → eligible gestures → choice → ledger → sent."""
