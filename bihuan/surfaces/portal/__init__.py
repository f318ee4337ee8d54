"""The portal: what anybody may read without signing in."""
