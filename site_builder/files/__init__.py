"""The files of the user and of the site: looked at, read, and written whole."""
