"""Where entries come from.

file         documents from this machine's disk
web          documents over HTTP
feed         bytes into entries
discovery    which feeds a page offers
opml         lists of feeds, read and written
"""
