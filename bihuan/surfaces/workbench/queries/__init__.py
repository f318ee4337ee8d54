"""What pages ask the database for. Every query starts from what the viewer may see."""
