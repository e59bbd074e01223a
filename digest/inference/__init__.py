"""What statistics on this machine cannot do, asked of a model: all of it optional, none of it believed unchecked.

summary    an endpoint that writes summaries, which `digest.stories.overlap` judges; wording is how it is asked
encoder    a function of the admin's that makes vectors of texts
use        the encoder that comes with `pip install "newsdigest[encoder]"`
"""
