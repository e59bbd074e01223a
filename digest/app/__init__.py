"""The composition root: the only place that names implementations.

site       `App` and `open_app`: store, sources, parser, renderer and channels put together for one command
feeds      poll and group
sending    prepare, publish, deliver, one copy
bounces    what came back, and what is done about it
stories    look into the stories, score them
checks     what is wrong or missing before anything runs
"""

from digest.app.bounces import HandledMail, handle_mail, read_mailbox
from digest.app.checks import check_site
from digest.app.feeds import group_entries, poll_feeds
from digest.app.sending import deliver_outbox, find_digest, prepare_slot, send_copy, send_slot
from digest.app.site import App, open_app
from digest.app.stories import ListedStory, evaluate_file, list_stories

__all__ = [
    "App",
    "HandledMail",
    "ListedStory",
    "check_site",
    "deliver_outbox",
    "evaluate_file",
    "find_digest",
    "group_entries",
    "handle_mail",
    "list_stories",
    "open_app",
    "poll_feeds",
    "prepare_slot",
    "read_mailbox",
    "send_copy",
    "send_slot",
]
