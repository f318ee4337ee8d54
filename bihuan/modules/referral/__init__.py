"""A matter handed to whom it belongs: another regulator, discipline inspection, police."""
