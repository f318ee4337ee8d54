"""Data exchanged with others: packages out, deliveries in, what cannot be taken in a queue."""
