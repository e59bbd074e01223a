"""Many feeds in, one calm digest out, each story once."""

__version__ = "0.1.0"
