"""The pages of offices and enterprises."""
