"""Spreadsheets as offices really keep them: read with patience, written so that nothing runs."""
