"""The composition root: the only place that names implementations.

site       `App` and `open_app`: store, sources, parser, renderer and channels put together for one command
feeds      poll and group
following  try an address, OPML in and out, stop following
sending    prepare, publish, deliver, one copy, one issue on demand
bot        the bot that answers people
bounces    what came back, and what is done about it
stories    look into the stories, mend them, score them
clock      slots and alerts that have come due
notices    what admins are told
service    all of it together, until it is stopped (imported by `digest run` alone: it brings the web server)
trial      topics tried on what is stored
checks     what is wrong or missing before anything runs
online     what a site needs from the outside, tried
"""

from digest.app.bot import answering_bot
from digest.app.bounces import HandledMail, handle_mail, read_mailbox
from digest.app.checks import check_site
from digest.app.feeds import group_entries, poll_feeds
from digest.app.following import ImportedFeeds, TriedFeed, export_feeds, import_feeds, remove_feed, try_feed
from digest.app.online import Probed, check_online
from digest.app.sending import deliver_outbox, find_digest, prepare_slot, send_copy, send_on_demand, send_slot
from digest.app.site import App, open_app
from digest.app.stories import ListedStory, evaluate_file, list_stories, merge_stories, split_story
from digest.app.trial import try_on_stored

__all__ = [
    "App",
    "HandledMail",
    "ImportedFeeds",
    "ListedStory",
    "Probed",
    "TriedFeed",
    "answering_bot",
    "check_online",
    "check_site",
    "deliver_outbox",
    "evaluate_file",
    "export_feeds",
    "find_digest",
    "group_entries",
    "handle_mail",
    "import_feeds",
    "list_stories",
    "merge_stories",
    "open_app",
    "poll_feeds",
    "prepare_slot",
    "read_mailbox",
    "remove_feed",
    "send_copy",
    "send_on_demand",
    "send_slot",
    "split_story",
    "try_feed",
    "try_on_stored",
]
