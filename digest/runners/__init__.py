"""When work happens. The store alone knows what is due.

local     the duties of the service beside each other, in one process
bell      rings for jobs again and again; steps finds out that the clock was put on or back
outbox    the duty of one channel's outbox
"""
