"""A journal as one audience may see it, and the check that nothing else goes out."""
