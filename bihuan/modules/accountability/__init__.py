"""Who answers for what went wrong, what follows from it by which clause, and until when."""
