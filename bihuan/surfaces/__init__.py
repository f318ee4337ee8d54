"""How people and machines reach the product: the only code that reads the clock or a request."""
