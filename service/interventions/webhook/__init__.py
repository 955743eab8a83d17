"""Messages to the shop's own systems, signed as Standard Webhooks asks, sent until they are taken."""
