"""Pure decisions about stories: grouping, what is new, topics, ranking, summaries, coverage.

Read `grouper` first: one entry in, its place among the stories out.

words         terms, reading: what is compared; forms, lexicon, background, apostrophes, prefixes, numbers, remembered
window        what is remembered: index, rows, members, groups, expiry, vectors, witnesses; fingerprint: a restart's share
likeness      similarity, products, sense: what is alike; copies: what is a repeat; merging: which stories are one
languages     concepts: what is told in any language; vocabulary, cldr, skeletons; telling, tellings, abroad
news          told, news: what is new; facts, fact, counted, spelled, moments, outcomes, reversals, signs, levels
pages         furniture, furniture_lines, furniture_names, furniture_phrases, furniture_words: no news; spoken: the language
topics        what a story is about: matching, rules, countries, closeness, topic_texts, rarity, crowds, bursts; trial
granularity   what an entry's topics ask of the grouper
issues        ranking, diversity, episodes, coverage, originals: what is shown; summary, marks, outdated: in which words
machines      briefing: what may be summed up; overlap, claims, support: whether it says what its sources say
evaluation    grouping and topics scored on labelled rows
"""

from digest.stories.grouper import Grouper
from digest.stories.told import Ledger
from digest.stories.topics import Topics, compile_topics, topics_of

__all__ = ["Grouper", "Ledger", "Topics", "compile_topics", "topics_of"]
