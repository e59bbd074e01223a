"""Where entries come from: `file` brings documents from disk, `feed` turns bytes into entries."""
