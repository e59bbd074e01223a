"""Servers for tests: real sockets on this machine, as strict as the real thing, with faults on request."""
