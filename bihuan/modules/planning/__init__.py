"""Plans that safety must be part of: the regulator is heard before one is adopted."""
