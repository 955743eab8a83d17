"""One job that runs and is gone: history → models → evaluation → gate → published artifact."""
