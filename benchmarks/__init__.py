"""Figures of speed, each beside the floor measured in the same run on the same machine."""
