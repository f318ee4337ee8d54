"""What the API offers, one noun a file: its shapes, its acts, its calls."""
