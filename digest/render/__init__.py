"""Turn an issue into what a reader sees. Read `renderer` first; it names the others in the order of the work.

renderer     TemplateRenderer: issue + form → parts
presentable  the issue as templates see it: every string harmless, every link http(s)
reader       the reader's language, zone and clock: dates, lists, phrases
filters      what templates can call
environment  Jinja: where templates come from, and whose mistake an error is
plain        lines of 72 columns
markup       Telegram's HTML, read strictly
chat         stories into messages within Telegram's limits
trial        every template tried on sample issues (`samples`), each mistake reported
pages        the pages of the service: unsubscribing, what is not there, the front page
"""

from digest.render.pages import Page, PageName, PageTemplates, check_pages, spoken
from digest.render.renderer import TemplateRenderer
from digest.render.trial import check_templates

__all__ = [
    "Page",
    "PageName",
    "PageTemplates",
    "TemplateRenderer",
    "check_pages",
    "check_templates",
    "spoken",
]
