"""The table of contents that Whoosh keeps of an index, as bytes; Whoosh itself can open an index by it.

Its appearance under its own name is the switch to a new state. It holds pickles, so nothing here loads it: what it
says stands in the manifest, and the same state always has the same bytes. Whoever opens an index makes them anew and
compares, and refuses one with anything else in it. That is why they are spelled out here, and not written by Whoosh:
to import it takes longer than a search.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

    from defsearch.store.manifest import SegmentFacts

# Bytes of an int, a long and a float; -12345, by which the order of bytes is known; the version of the format
# (-111); the release of Whoosh.
_HEAD = b"\x04\x08\x04\xff\xff\xcf\xc7\xff\xff\xff\x91\x02\x07\x04"
# Pickles in the oldest version of their format, which is text: c names a function, ( to t is a tuple, ) an empty
# one, R calls the function with the tuple, ( to l is a list, V a string, I a whole number, . the end.
_SCHEMA = b"cdefsearch.store.schema\nmake_schema\n)R."
_SEGMENT = b"cdefsearch.store.codec\nsegment_of\n(V%b\nI%d\n(%bttR"


def toc_bytes(segments: Iterable[SegmentFacts], generation: int) -> bytes:
    """The table of contents of a state."""
    spelled = b"".join(map(_spell, segments))
    return b"".join((
        _HEAD, bytes([len(_SCHEMA)]), _SCHEMA, generation.to_bytes(4, "big"), bytes(4), b"(%bl." % spelled,
    ))  # fmt: skip


def _spell(segment: SegmentFacts) -> bytes:
    deleted = b"".join([b"I%d\n" % number for number in segment.deleted])
    return _SEGMENT % (segment.name.encode("ascii"), segment.releases, deleted)
