"""What people who were shown one page or another then did → a verdict that one may look at every day."""
