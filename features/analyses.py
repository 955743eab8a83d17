"""What jobs compute beside experiments → the names it is stored under; no experiment can be called so."""

from __future__ import annotations

TOUCHPOINTS = "@touchpoints"  # what was met, with its pictures
USUAL = "@usual"  # in the whole shop
INTERVENTIONS = "@interventions"  # what gestures did
POLICY = "@gestures"  # how they are chosen
