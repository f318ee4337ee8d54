"""Inspections: plans, provable draws, checklists, visits, what was found."""
