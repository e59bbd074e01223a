"""The admin's TOML file turned into the nouns of `model`: every mistake at once, each with its line.

    load       the file, from bytes to Settings: reads, and calls the rest in this order
    schema     every section and key as pydantic tables (types, defaults, meanings), of `fields`
    syntax, slips, repairs     the text into raw tables; what is no TOML, and how to mend it
    values, names, addresses   how single values are written, and how to mend them
    loose      values as people write them
    shape      the tables held against the schema
    explain    what pydantic found, in plain words; nearby guesses what was meant, findings are what is told of it
    checks     what keys ask of each other
    locate     which line a key path stands on
    nouns      tables into the nouns of `model`, secrets looked up
    effective  settings back into TOML, secrets masked
    landed     which settings have no effect yet, and what is missing
    editors    the JSON Schema
    watch      the file while the service runs: new settings, or what is wrong with a broken file
    changes    what an edit means, in words
    begin      the first config, written from five answers

pydantic is loaded by the first call, not by this import.
"""

from digest.config.changes import Change, changes
from digest.config.effective import effective
from digest.config.landed import missing, without_effect
from digest.config.load import json_schema, load, loads
from digest.config.watch import watch

__all__ = ["Change", "changes", "effective", "json_schema", "load", "loads", "missing", "watch", "without_effect"]
