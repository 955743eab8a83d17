"""The last weeks of a shop → what an experiment may expect: units, days, and how likely an answer is."""
