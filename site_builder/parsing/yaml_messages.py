"""What is said of YAML both where it is read and where `yaml_faults` explains why it can't be.

That module is loaded only for front matter that is not valid.
"""

from __future__ import annotations

import re

QUOTE_HINT = "put the whole value in double quotes"
TOO_DEEP = "too many brackets or levels within each other"
ODD_SPACE = re.compile(r"[^\S \t\n]")


def odd_space(text: str) -> tuple[str, str]:
    """Message and hint for a text that begins with a no-break space or another odd one."""
    message = f"the line begins with a space of another kind (U+{ord(text[0]):04X})"
    return message, "delete it, and indent with plain spaces"
