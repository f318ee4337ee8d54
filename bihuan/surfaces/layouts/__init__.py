"""A letter on paper: PDF and Word, both from the facts of ``frozen.printed``."""
