"""Who was told what, over which channel, and whether it arrived."""
