"""Hazards (事故隐患) from their finding to their being crossed off; what they are graded by."""
