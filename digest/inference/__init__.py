"""What statistics on this machine cannot do, asked of a model: all of it optional, none of it believed unchecked.

`summary` has an endpoint write summaries; `digest.stories.overlap` judges them. `encoder` has a function of the
admin's make vectors of texts, `use` is one that comes with `pip install "newsdigest[encoder]"`.
"""
