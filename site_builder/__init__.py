"""Afterview: a post-interview journal that reads, judges and renders."""

__version__ = "0.1.0"
