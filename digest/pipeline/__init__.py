"""The four jobs, in the order a person reads them: `poll`, `group`, `publish`, `deliver`.

Each takes one small key and `now`, asks the store what is due, and is safe to repeat.

poll        documents into the store
group       entries into stories; encode brings vectors where an encoder has a say
publish     an issue an audience, with its outbox; summaries has machines write, alert does it for one story
deliver     what the outbox holds; attempt tries one delivery, messages makes its message, insist records in any case
"""
