"""Engineering projects that take a danger away for good: money, milestones, acceptance."""
