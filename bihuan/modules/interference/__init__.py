"""Who interfered with enforcement or an investigation, written down so that nothing is lost."""
