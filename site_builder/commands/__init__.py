"""The verbs, one a module: each turns what was typed into calls, and their results into lines.

What several verbs share is in `options`, `terminal`, `lookup`, `reflections`, `editor` and
`failure`. Nothing is computed here. A verb raises Failure for what it cannot do; `cli` prints it.
"""
