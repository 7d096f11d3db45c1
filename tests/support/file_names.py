"""Names that files can have, for tests that make them up."""

from __future__ import annotations

import os

from hypothesis import strategies as st


def as_file_name(text: str) -> str:
    """``text`` as the name of a file, with whatever no name can hold left out or held as its bytes."""
    return os.fsdecode(text.replace("\0", "").encode("utf-8", "surrogatepass"))


def file_names(odd: str, *, max_size: int) -> st.SearchStrategy[str]:
    """Names of any characters, those of ``odd`` more often than others."""
    return st.text(st.sampled_from(odd) | st.characters(), max_size=max_size).map(as_file_name)
