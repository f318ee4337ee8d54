"""Oversight from outside the executive: by people's congresses, political consultation, others."""
