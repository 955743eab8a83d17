"""Rankings of past windows against what people then took → figures with intervals, beside simple rules."""
