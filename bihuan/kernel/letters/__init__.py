"""Numbered official documents: register, signer, copies, service with receipt."""
