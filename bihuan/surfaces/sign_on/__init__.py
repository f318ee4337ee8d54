"""Signing in by another system: OpenID Connect and CAS; which ones, the installation says."""
