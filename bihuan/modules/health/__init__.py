"""Occupational health: hazards declared and measured, workers examined, diseases followed up."""
