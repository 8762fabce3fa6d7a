"""Watching a journal: noticing saves, serving the site, and updating open pages."""
