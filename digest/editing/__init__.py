"""What goes into an issue, when, for whom, and when a delivery is tried again: pure decisions.

No clock, no store, no network: time is an argument, and the answer is a value.

compose     an issue: chosen, ordered, worded; candidates, audiences, anew (updates), summaries (machines)
alerts      which stories are worth an alert now
due         which slots have come due; slots (labels and instants), quiet (hours), plans (every future send)
polls       when a feed is polled again; pace (of "auto"), floods (ids that changed)
retries     when a delivery is tried again
health      what an admin should know; feed_health (one feed in words), spans (lengths of time in words)
"""
