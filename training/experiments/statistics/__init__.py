"""What units did → differences between variants and how sure they are, also for who looks every day."""
