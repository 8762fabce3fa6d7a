"""One build of the site: read what changed, render what changed, write what differs.

Folders come in; files in the output and a `BuildResult` come out. What a file means is decided in
`parsing` and `core`, what a page shows in `pages`; this room only avoids doing it twice.
"""
