"""The index of quotations follows the index it belongs to, whatever happens to the releases."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from support.archive import TODAY, make_toy_analyzer, release_text, run_ingest, write_releases

from defsearch.errors import IndexDamagedError, IndexLockedError, NoIndexError
from defsearch.index.check import check
from defsearch.index.consistency import verify
from defsearch.index.lock import WriteLock
from defsearch.index.quote_index import StoredQuote, stored_quote
from defsearch.index.snapshot import open_snapshot
from defsearch.ingest import quotes
from defsearch.ingest.quotes import update_quotes
from defsearch.quotes.extractor import extract_quotes
from defsearch.search.quotes import QuoteRequest, open_quotes
from defsearch.search.results import ALL, SearchRequest

if TYPE_CHECKING:
    from defsearch.index.doc_store import StoredRelease

BODIES = {
    "boot": "“De boot vaart morgen uit naar zee”, zegt minister Ank de Vries.\n\n“Ik ben trots op allen”, zei ze.",
    "tank": "Kolonel Bas Terpstra sprak de troepen toe: “De tank staat klaar voor de oefening.”",
    "leeg": "Niemand zei iets over de drones van de marine.",
    "deel": "“De drone”, zei generaal Piet Smit, “vliegt verder dan ooit.” Hij lachte.",
}


@pytest.fixture
def archive(tmp_path: Path) -> Path:
    """A folder with releases in ``in`` and their index in ``ix``, without quotations."""
    write_releases(tmp_path / "in", **{name: release_text(body) for name, body in BODIES.items()})
    run_ingest(tmp_path / "in", tmp_path / "ix")
    return tmp_path


def make(index: Path) -> None:
    """Bring the quotations up to date with the toy analyzer."""
    update_quotes(index, make_analyzer=make_toy_analyzer)


def kept(index: Path) -> list[StoredQuote]:
    """Return all quotations that are kept, by release and group, after verifying their index."""
    with open_snapshot(index / "quotes") as snapshot:
        verify(snapshot)
        found = [
            stored_quote(segment.documents.get(number))
            for segment in snapshot.segments
            for number in range(len(segment.documents))
            if number not in segment.deleted
        ]
    return sorted(found, key=lambda quote: (quote.id, quote.parts[0].group))


def expected(index: Path) -> list[StoredQuote]:
    """Return what the releases of the index contain, by the pure function."""
    found = []
    with open_snapshot(index) as snapshot:
        for file in snapshot.files.all():
            segment = next(one for one in snapshot.segments if one.name == file.segment)
            release = segment.documents.get(file.number)
            title = "" if release.title_is_derived else release.title
            parts = extract_quotes(title, release.body, release.paragraphs)
            for group in sorted({part.group for part in parts}):
                in_group = tuple(part for part in parts if part.group == group)
                found.append((release, in_group))
    return [StoredQuote(one.id, one.date, one.title, one.url, group) for one, group in found]


def test_an_archive_where_nobody_asks_has_none(archive: Path) -> None:
    """Not before the first question, and not after another ingest."""
    write_releases(archive / "in", nieuw=release_text(BODIES["tank"]))
    run_ingest(archive / "in", archive / "ix")
    assert not (archive / "ix" / "quotes").exists()
    assert open_quotes(archive / "ix") is None


def test_the_first_question_finds_those_of_all_releases(archive: Path) -> None:
    """As the pure function finds them, with one document for an interrupted quotation."""
    make(archive / "ix")
    assert kept(archive / "ix") == expected(archive / "ix")
    assert [len(quote.parts) for quote in kept(archive / "ix") if quote.id == "deel"] == [2]


@pytest.mark.slow
def test_several_processes_find_the_same(archive: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """In the same order."""
    make(archive / "ix")
    alone = kept(archive / "ix")
    shutil.rmtree(archive / "ix" / "quotes")
    monkeypatch.setattr(quotes, "_MANY", 1)
    monkeypatch.setattr(quotes, "_CHUNK", 1)
    make(archive / "ix")
    assert kept(archive / "ix") == alone


def test_later_ingests_extend_them(archive: Path) -> None:
    """What is added, changed, removed, and moved to another segment by a merge."""
    make(archive / "ix")
    for round_ in range(9):
        write_releases(
            archive / "in",
            **{
                f"nieuw{round_}": release_text(f"“Dag {round_} was een goede dag”, zei majoor Jan Bakker."),
                "tank": release_text(f"“De tank rijdt al {round_} dagen door”, zei kolonel Bas Terpstra."),
            },
        )
        (archive / "in" / f"nieuw{round_ - 2}.txt").unlink(missing_ok=True)
        run_ingest(archive / "in", archive / "ix")
        assert kept(archive / "ix") == expected(archive / "ix")
    searcher = open_quotes(archive / "ix")
    assert searcher is not None
    with searcher:
        assert searcher.is_current()


def test_a_rebuild_reads_all_again(archive: Path) -> None:
    """Also where no file changed."""
    make(archive / "ix")
    run_ingest(archive / "in", archive / "ix", rebuild=True)
    assert kept(archive / "ix") == expected(archive / "ix")


def test_only_releases_that_changed_are_read(archive: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """An ingest of one release does not read the archive."""
    make(archive / "ix")
    read: list[str] = []
    original = quotes._quotes_of

    def recorded(release: StoredRelease) -> object:
        read.append(release.id)
        return original(release)

    monkeypatch.setattr(quotes, "_quotes_of", recorded)
    write_releases(archive / "in", nieuw=release_text(BODIES["tank"]))
    run_ingest(archive / "in", archive / "ix")
    assert read == ["nieuw"]


def test_a_state_without_its_quotations_is_noticed(archive: Path) -> None:
    """As after an ingest that was killed between the two: the next question brings them up to date."""
    make(archive / "ix")
    shutil.move(archive / "ix" / "quotes", archive / "aside")
    write_releases(archive / "in", nieuw=release_text(BODIES["tank"]))
    run_ingest(archive / "in", archive / "ix")
    shutil.move(archive / "aside", archive / "ix" / "quotes")
    searcher = open_quotes(archive / "ix")
    assert searcher is not None
    with searcher:
        assert not searcher.is_current()
    make(archive / "ix")
    assert kept(archive / "ix") == expected(archive / "ix")


def test_quotations_by_other_rules_are_found_anew(archive: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A version with better rules does not answer with the old ones."""
    make(archive / "ix")
    monkeypatch.setattr("defsearch.index.quote_index.RULES", 999)
    searcher = open_quotes(archive / "ix")
    assert searcher is not None
    with searcher:
        assert not searcher.is_current()
    make(archive / "ix")
    assert kept(archive / "ix") == expected(archive / "ix")


def test_damaged_quotations_are_made_anew(archive: Path) -> None:
    """The releases are all that is needed."""
    make(archive / "ix")
    for file in (archive / "ix" / "quotes").glob("*.documents"):
        file.write_bytes(b"damaged")
    assert open_quotes(archive / "ix") is None
    make(archive / "ix")
    assert kept(archive / "ix") == expected(archive / "ix")


def test_an_ingest_that_cannot_write_them_succeeds(archive: Path) -> None:
    """The releases are searchable; the next question for quotations finds the fault."""
    make(archive / "ix")
    shutil.rmtree(archive / "ix" / "quotes")
    (archive / "elsewhere").mkdir()
    (archive / "ix" / "quotes").symlink_to(archive / "elsewhere")
    write_releases(archive / "in", nieuw=release_text(BODIES["tank"]))
    assert run_ingest(archive / "in", archive / "ix").added == 1
    assert list((archive / "elsewhere").iterdir()) == []
    with pytest.raises(IndexDamagedError, match="symbolic link"):
        make(archive / "ix")


def test_they_are_made_under_the_lock(archive: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """While an ingest is writing, they cannot be made."""
    monkeypatch.setattr("defsearch.index.lock.WritableFolder.__init__.__defaults__", (0.0,))
    with WriteLock(archive / "ix"), pytest.raises(IndexLockedError):
        make(archive / "ix")
    assert not (archive / "ix" / "quotes").exists()


def test_without_an_index_no_folder_is_made(tmp_path: Path) -> None:
    """The error is that of any command without an index."""
    with pytest.raises(NoIndexError):
        make(tmp_path / "ix")
    assert list(tmp_path.iterdir()) == []


def test_a_check_covers_the_quotations(archive: Path) -> None:
    """What is whole has no faults; a rebuild repairs what is not."""
    make(archive / "ix")
    assert check(archive / "ix").faults == ()
    for file in (archive / "ix" / "quotes").glob("*.documents"):
        content = bytearray(file.read_bytes())
        content[5] ^= 1
        file.write_bytes(content)
    assert [Path(fault.where).suffix for fault in check(archive / "ix").faults] == [".documents"]
    run_ingest(archive / "in", archive / "ix", rebuild=True)
    assert check(archive / "ix").faults == ()


def test_an_interrupt_leaves_what_was_there(archive: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Ctrl-C in the middle: the quotations before still answer, and nothing is left over."""
    make(archive / "ix")
    before = sorted(path.name for path in (archive / "ix" / "quotes").iterdir())
    write_releases(archive / "in", nieuw=release_text(BODIES["tank"]))

    def interrupt(_release: object) -> list[object]:
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(quotes, "_quotes_of", interrupt)
        with pytest.raises(KeyboardInterrupt):
            run_ingest(archive / "in", archive / "ix")
    assert sorted(path.name for path in (archive / "ix" / "quotes").iterdir()) == before
    make(archive / "ix")
    assert kept(archive / "ix") == expected(archive / "ix")


def test_a_question_uses_the_dates_of_the_releases(archive: Path) -> None:
    """Every quotation is in the period of its release."""
    make(archive / "ix")
    searcher = open_quotes(archive / "ix")
    assert searcher is not None
    with searcher:
        result = searcher.search(QuoteRequest(SearchRequest(limit=ALL)), TODAY)
    assert result.total == len(expected(archive / "ix"))
    assert {hit.quote.date for hit in result.hits} == {quote.date for quote in expected(archive / "ix")}
