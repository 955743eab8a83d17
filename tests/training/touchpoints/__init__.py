"""The analysis of touchpoints, from small worlds to what is stored."""
