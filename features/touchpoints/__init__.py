"""What customers were led to expect against what they met: events → gaps, per touchpoint."""
