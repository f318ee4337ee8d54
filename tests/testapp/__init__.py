"""A module that exists for the tests: it shows how little a new kind of matter takes."""
