"""When work happens. `local` runs everything in one process; the store alone knows what is due."""
