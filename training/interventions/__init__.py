"""What became of gestures → which to make from now on, and the proof of what they did."""
