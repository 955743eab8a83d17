"""Who takes part in which experiment, in which arm, when a page is asked for; the log of what was served."""
