"""Engines that tests run against: servers that are as strict as the real ones and fail on demand.

They judge by themselves and use nothing of the project.
"""
