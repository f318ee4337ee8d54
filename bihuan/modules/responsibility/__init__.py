"""What each post answers for, as a list with clauses that somebody signs; and its year's tasks."""
