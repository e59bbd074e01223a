"""Engines that tests run against: real sockets on this machine, as strict as the real thing, with faults on request.

They judge by themselves and use nothing of the project.
"""
