"""Commands that a message tells to type: quoted, so that they can be pasted whatever a file is called.

Not here: which command helps (that is said where the mistake is found).
"""

from __future__ import annotations

import os

_NAMED = {"\n": r"\n", "\t": r"\t", "\r": r"\r", "\\": r"\\", "'": r"\'"}


def command(*words: str | os.PathLike[str]) -> str:
    """Return the words of a command as they are typed in a shell: one line, and nothing in it steers a terminal."""
    return " ".join(map(quoted, words))


def quoted(word: str | os.PathLike[str]) -> str:
    r"""Return one word of a command as it is typed.

    What a terminal would not show as it stands (line ends, escape codes, bytes that are no text) is written in
    ``$'…'``, as bash, zsh and POSIX know it; spaces of which nobody can see how many there are, too.
    """
    text = os.fspath(word)
    if text.isprintable() and "  " not in text:
        from shlex import quote  # here: hardly a run needs it

        return quote(text)
    return f"$'{''.join(map(_escaped, text))}'"


def _escaped(character: str) -> str:
    if character in _NAMED:
        return _NAMED[character]
    if character.isprintable() and character != " ":
        return character
    # Octal, as that has an end: three digits, whatever follows.
    return "".join(f"\\{byte:03o}" for byte in _bytes(character))


def _bytes(character: str) -> bytes:
    """What stands for a character in a file name; Python carries bytes that are no text as U+DC80 to U+DCFF."""
    return character.encode(
        "utf-8", "surrogateescape" if "\udc80" <= character <= "\udcff" else "surrogatepass"
    )
