"""The site while it is watched: seeing saves, and showing what came of them."""
