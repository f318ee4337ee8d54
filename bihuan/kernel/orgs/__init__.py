"""Places, units, posts, terms, roles and scope: who is looking and what they may see."""
