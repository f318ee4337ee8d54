"""Publication (公开): what must be made public, checked, approved, corrected and taken down."""
