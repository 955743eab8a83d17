"""What a training had before it: what is set aside, what is odd, how much there is, and how that changed."""
