"""Documents, clauses and their versions, rules, ladders and settings: which words oblige."""
