"""What a journal means: typed values, and the rules that compute one value from another.

In come strings, dates and exact numbers; out go frozen values and diagnostics. Nothing here opens
a file, reads the clock or knows YAML, Markdown or HTML, so that each rule can be tested alone.
"""
