"""One verb a module; each only turns what was typed into a call and its result into lines."""
