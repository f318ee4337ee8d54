"""An accident: reported in time or not, passed up, investigated, put right, looked at again."""
