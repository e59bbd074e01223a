"""What goes into an issue, when, for whom, and when a delivery is tried again: pure decisions.

No clock, no store, no network: time is an argument, and the answer is a value.
"""
