"""What an office does with its letters: words of its own, service with receipt, orders by hand."""
