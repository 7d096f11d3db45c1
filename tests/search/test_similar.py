"""Similar releases are about the same subject, each text once, and never the release itself."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from support.archive import Item, build_index, item, query_executor

from defsearch.index.doc_store import date_value
from defsearch.search.similar import similar_releases

if TYPE_CHECKING:
    from pathlib import Path

    from defsearch.search.results import SearchResult

SHIPS = (
    "Het fregat vaart van marinebasis naar haven; matroos en kapitein vieren vlootdag met anker, radar, "
    "kanon, brug en kombuis. Defensie."
)
SUBJECTS = [
    item("own", "2025-01-01", "Fregat op vlootdag", SHIPS),
    item(
        "same",
        "2025-02-01",
        "Vlootdag met fregat",
        "Een fregat in de haven; kapitein, matroos, anker, radar, kanon, brug, kombuis. Defensie.",
    ),
    item("copy-1", "2025-03-01", "Haven vol", "Een kapitein, een matroos, fregat en haven. Defensie."),
    item("copy-2", "2025-04-01", "Haven vol", "Een kapitein,\n een matroos, fregat  en haven. Defensie."),
    item("passing", "2025-05-01", "Over pannenkoeken", "Bij de marinebasis staat stroop op tafel. Defensie."),
]
OTHERS = [
    item(f"other-{at}", "2025-06-01", f"Titel{at}", f"Eigen{at} woorden{at} hier{at}. Defensie.")
    for at in range(20)
]


def ask(folder: Path, items: list[Item], id_: str, limit: int = 10) -> SearchResult:
    """Return the releases similar to one."""
    with build_index(folder, items, segments=2) as index:
        file = index.files.find(id_)
        assert file is not None
        return similar_releases(query_executor(index), file, limit)


def test_the_same_subject_is_found_and_other_subjects_are_not(tmp_path: Path) -> None:
    """Not the release itself, and none that shares only common words or one word once."""
    result = ask(tmp_path, [*SUBJECTS, *OTHERS], "own")
    ids = [hit.id for hit in result.hits]
    assert ids[0] == "same"
    assert set(ids) <= {"same", "copy-1", "copy-2"}
    assert [hit.rank for hit in result.hits] == list(range(1, len(ids) + 1))
    assert [hit.score for hit in result.hits] == sorted((hit.score for hit in result.hits), reverse=True)
    days = [hit.date for hit in result.hits]
    assert (result.total, result.first, result.last) == (
        len(ids),
        min(days, key=date_value),
        max(days, key=date_value),
    )


def test_copies_are_counted_and_shown_once(tmp_path: Path) -> None:
    """Releases with the same body except for white space are one hit."""
    result = ask(tmp_path, [*SUBJECTS, *OTHERS], "own")
    assert sorted(hit.copies for hit in result.hits) == [1, 2]
    assert len([hit for hit in result.hits if hit.id.startswith("copy")]) == 1


def test_no_more_than_the_limit(tmp_path: Path) -> None:
    """The best one is kept."""
    result = ask(tmp_path, [*SUBJECTS, *OTHERS], "own", limit=1)
    assert ([hit.id for hit in result.hits], result.total) == (["same"], 1)


@pytest.mark.parametrize("id_", ["other-3", "passing"])
def test_a_release_unlike_all_others_has_none(tmp_path: Path, id_: str) -> None:
    """The result is empty and has no dates."""
    items = [*OTHERS, SUBJECTS[-1]]
    result = ask(tmp_path, items, id_)
    assert (result.hits, result.total, result.first, result.last) == ((), 0, None, None)


def test_in_a_small_archive_the_subject_counts_and_common_words_do_not(tmp_path: Path) -> None:
    """A subject of half of the releases once counted for nothing, and a common word that was rare there for much."""
    items = [
        item(
            "tank-1", "2025-01-01", "Nieuwe tank", "De tank rijdt. Vandaag krijgt iedereen een tank te zien."
        ),
        item("tank-2", "2025-01-02", "Tank gezien", "Een tank op de hei. De tank rolt verder."),
        item("tank-3", "2025-01-03", "Over de tank", "In de tank past een bemanning. De tank is zwaar."),
        item("boot-1", "2025-01-04", "Nieuwe boot", "De boot vaart uit. Iedereen krijgt een plaats."),
        item("boot-2", "2025-01-05", "Boot gezonken", "De boot ligt op de bodem. Geen boot vaart meer."),
        item("boot-3", "2025-01-06", "Boot terug", "Vandaag is de boot terug. De boot ligt aan de kade."),
    ]
    with build_index(tmp_path, items, segments=2) as index:
        for kind in ("tank", "boot"):
            file = index.files.find(f"{kind}-1")
            assert file is not None
            found = similar_releases(query_executor(index), file, 10)
            assert {hit.id for hit in found.hits[:2]} == {f"{kind}-2", f"{kind}-3"}


def test_every_copy_is_counted(tmp_path: Path) -> None:
    """Also when there are many and few are requested; the title may differ."""
    copies = [item(f"copy-{at:02}", "2025-03-01", f"Vlootdag {at}", SHIPS) for at in range(14)]
    other = item("other", "2025-04-01", "Vlootdag", SHIPS.replace("matroos", "schipper"))
    result = ask(tmp_path, [SUBJECTS[1], *copies, other, *OTHERS], "same", limit=2)
    assert sorted(hit.copies for hit in result.hits) == [1, 14]


def test_leftovers_of_the_web_page_are_not_part_of_the_body(tmp_path: Path) -> None:
    """Two releases with the same shown text were once listed as two."""
    left_over = item(
        "web",
        "2025-04-02",
        "Haven vol",
        "Beeld: ©ANP\n\nEen kapitein, een matroos, fregat en haven. Defensie.",
    )
    result = ask(tmp_path, [*SUBJECTS, left_over, *OTHERS], "own")
    assert sorted(hit.copies for hit in result.hits) == [1, 3]
