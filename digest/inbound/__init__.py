"""People and programs talk to us.

web        pages over HTTP: unsubscribing, issues
metrics    how the site is, for Prometheus
bot        commands and buttons on Telegram
mailbox    mail that comes back, fetched; bounces says what it is
"""
