"""Assessment of places, departments and enterprises: schemes, rounds, results, appeals, vetoes."""
