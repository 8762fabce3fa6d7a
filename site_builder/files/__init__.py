"""The user's files and the site's: find them, read them, and write them atomically.

Paths and bytes come in; snapshots, bytes and a `Journal` go out. Nothing here knows what a page
looks like, when a build is needed, or what is printed.
"""
