"""Who kept faith in work safety and who did not: lists, what follows from them, grades."""
