"""What people fill in: fields that keep what was typed and say what would be right."""
