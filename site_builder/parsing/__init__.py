"""From bytes to values: front matter, Markdown and settings of a journal. Opens no files."""
