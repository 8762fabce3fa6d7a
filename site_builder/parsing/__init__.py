"""From a file's bytes to typed values: front matter, Markdown bodies and `journal.toml`.

Bytes and paths come in; reflections, settings and a whole Journal go out, with diagnostics for what
is wrong. Nothing here opens files, reads the clock or prints, and nothing knows about pages.
"""
