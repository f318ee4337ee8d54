"""Money for safety: what enterprises extract and use, what governments and departments give."""
