"""The pages of the service, without scripts and without cookies.

    site          which address shows what: `make_site`
    unsubscribe   the way out, and the step back
    issues        the permalink of an issue
    answers       the headers that every answer carries
    guard         how long and how large a request may be
    masking       an address as it may be shown
    server        uvicorn inside our event loop

A page that a link in a message opens changes nothing: scanners open every link. Only a POST acts.
"""

from digest.inbound.web.answers import Pages
from digest.inbound.web.server import open_listener, serve_site
from digest.inbound.web.site import make_site

__all__ = ["Pages", "make_site", "open_listener", "serve_site"]
