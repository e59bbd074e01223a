"""The admin's TOML file turned into the nouns of `model`: every mistake at once, each with its line.

    load       the file, from bytes to Settings: reads, and calls the rest in this order
    schema     every section and key as pydantic tables (types, defaults, meanings), of `fields`
    values, names, addresses   how single values are written, and how to mend them
    shape      the tables held against the schema
    explain    what pydantic found, in plain words
    checks     what keys ask of each other
    locate     which line a key path stands on
    nouns      tables into the nouns of `model`, secrets looked up
    effective  settings back into TOML, secrets masked
    landed     which settings have no effect yet, and what is missing
    editors    the JSON Schema

pydantic is loaded by the first call, not by this import.
"""

from digest.config.effective import effective
from digest.config.landed import missing, without_effect
from digest.config.load import json_schema, load, loads

__all__ = ["effective", "json_schema", "load", "loads", "missing", "without_effect"]
