"""Publishing to an audience: into a folder, a ZIP file, or the branch of a remote."""
