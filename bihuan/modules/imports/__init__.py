"""Imports: spreadsheets of units, of people with their posts, of tasks, judged and then taken.

A file is kept as evidence, judged row by row by rehearsing what the pages would do, shown, and
taken only when a person says so: through the same verbs, by the same post, with the same refusals.
"""
