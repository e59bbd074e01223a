"""People and programs talk to us: pages and metrics over HTTP, commands to the bot, mail that comes back."""
