"""States, steps and gates of a matter; the one door through which it moves."""
