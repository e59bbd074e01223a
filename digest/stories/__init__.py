"""Pure decisions about stories: grouping, what is new, topics, ranking, summaries, coverage.

Read `grouper` first: one entry in, its place among the stories out; `terms`, `reading`, `lexicon`, `forms`
and `background` say what is compared, `window` (with `index`, `rows`, `members` and `groups`) what is remembered,
`similarity` and `products` what is alike, `copies` what is a repeat, `merging` which stories are one,
`facts` (with `counted`, `spelled`, `moments`, `outcomes`), `told` and `news` what is new.
`furniture` (`furniture_lines`, `furniture_names`) is what a page carries that is no news, `spoken` the language it is in; `granularity` is what an
entry's topics ask of the grouper.
`topics` decides what a story is about (`matching`, `closeness`, `rarity`, `crowds`), `evaluation` scores both on labelled
rows.
"""

from digest.stories.grouper import Grouper
from digest.stories.told import Ledger
from digest.stories.topics import Topics, compile_topics, topics_of

__all__ = ["Grouper", "Ledger", "Topics", "compile_topics", "topics_of"]
