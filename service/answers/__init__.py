"""What a customer is about to ask, answered when it is known well enough, the same on every channel."""
