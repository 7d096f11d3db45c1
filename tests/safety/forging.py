"""An index by someone who knows the format: files changed with all their checksums made right again."""

from __future__ import annotations

import json
import pickle
from pathlib import Path
from typing import TYPE_CHECKING, Any

from defsearch.store.digests import file_facts
from defsearch.store.folder import latest_generation, toc_name
from defsearch.store.manifest import checksum, manifest_name
from defsearch.store.sealed import SealedFile, SealedWriter

if TYPE_CHECKING:
    from collections.abc import Callable


class Payload:
    """Makes a file when it is unpickled."""

    def __init__(self, marker: Path) -> None:
        self._marker = marker

    def __reduce__(self) -> Any:
        return Path.touch, (self._marker,)


def pickled(marker: Path) -> list[bytes]:
    """The payload in every version of the format, and behind what a genuine file begins with."""
    plain = [pickle.dumps(Payload(marker), protocol) for protocol in range(pickle.HIGHEST_PROTOCOL + 1)]
    return [*plain, pickle.dumps([Payload(marker)] * 3, 2), pickle.dumps({"a": {Payload(marker)}}, 4)]


def amend(index: Path, change: Callable[[dict[str, Any]], object]) -> None:
    """Change what the manifest says, with a right checksum."""
    path = index / manifest_name(latest_generation(index))
    facts = json.loads(path.read_bytes().partition(b"\n")[2])
    change(facts)
    text = json.dumps(facts).encode() + b"\n"
    path.write_bytes(checksum(text).encode() + b"\n" + text)


def relist(index: Path, name: str) -> None:
    """Let the manifest agree with a file as it is now."""
    amend(index, lambda facts: facts["files"].update({name: file_facts(index / name)}))


def content(index: Path, name: str) -> bytes:
    """What is sealed in a file."""
    file = SealedFile(str(index / name))
    data = file.read(0, file.size)
    file.close()
    return data


def reseal(index: Path, name: str, data: bytes) -> None:
    """Put other content in a sealed file, with right checksums everywhere."""
    (index / name).unlink()
    with SealedWriter(str(index / name)) as out:
        out.write(data)
    relist(index, name)


def replace_toc(index: Path, data: bytes) -> None:
    """Put another table of contents in its place, with a right checksum."""
    (index / toc_name(latest_generation(index))).write_bytes(data)
    amend(index, lambda facts: facts.update(toc_checksum=checksum(data)))
