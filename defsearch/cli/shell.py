"""Shell commands inside messages, quoted so that they can be pasted, for any file name.

Not here: which command helps (``remedies``).
"""

from __future__ import annotations

import os

_NAMED = {"\n": r"\n", "\t": r"\t", "\r": r"\r", "\\": r"\\", "'": r"\'"}


def command(*words: str | os.PathLike[str]) -> str:
    """Return the words of a command quoted for a shell: one line that is safe to print."""
    return " ".join(map(quoted, words))


def quoted(word: str | os.PathLike[str]) -> str:
    r"""Return one word quoted for a shell.

    Characters that a terminal does not show unchanged (line ends, escape codes, undecodable bytes) are escaped in
    ``$'…'``, as bash, zsh and POSIX define it. So are double spaces, which cannot be counted by eye.
    """
    text = os.fspath(word)
    if text.isprintable() and "  " not in text:
        from shlex import quote  # here: only a hint needs it

        return quote(text)
    return f"$'{''.join(map(_escaped, text))}'"


def _escaped(character: str) -> str:
    if character in _NAMED:
        return _NAMED[character]
    if character.isprintable() and character != " ":
        return character
    # Octal escapes have exactly three digits; a hexadecimal one would continue into a digit after it.
    return "".join(f"\\{byte:03o}" for byte in _bytes(character))


def _bytes(character: str) -> bytes:
    """Return the bytes of a character of a file name; Python represents undecodable bytes as U+DC80 to U+DCFF."""
    return character.encode(
        "utf-8", "surrogateescape" if "\udc80" <= character <= "\udcff" else "surrogatepass"
    )
