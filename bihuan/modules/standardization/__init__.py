"""Standardisation of work safety: self-assessed, reviewed, graded, checked, ordered where due."""
