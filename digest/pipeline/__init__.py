"""The four jobs, in the order a person reads them: `poll`, `group`, `publish`, `deliver`.

Each takes one small key and `now`, asks the store what is due, and is safe to repeat.
"""
