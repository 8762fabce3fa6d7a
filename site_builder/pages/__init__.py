"""A Journal as pages: views, their words, and HTML, JSON and iCalendar text.

Values come in and text goes out. Nothing here opens a file, reads the clock or remembers anything;
what a build renders again, and where it writes it, is decided in `build`.
"""
