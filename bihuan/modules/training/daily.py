"""What training looks at in each round: papers whose time is over, certificates about to end."""

from datetime import datetime

from . import certificates, sittings


def look(at: datetime) -> int:
    """End expired sittings, open the duties of certificates; return how many. Safe to repeat."""
    return sittings.end_expired(at) + certificates.open_expiring(at)
