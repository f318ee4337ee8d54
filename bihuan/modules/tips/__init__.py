"""What somebody reports to 12350: received, verified, answered, rewarded, and never betrayed."""
