"""Titles, sub-headings and pull quotations: the speaker stands elsewhere."""

from __future__ import annotations

from support.archive import find_paragraphs

from defsearch.quotes.extractor import extract_quotes


def speakers(body: str, title: str = "") -> list[tuple[str | None, str]]:
    """Return the speaker of each quotation, and the confidence."""
    return [(quote.speaker, quote.confidence) for quote in extract_quotes(title, body, find_paragraphs(body))]


def test_a_title_has_the_speaker_of_the_words_that_it_repeats() -> None:
    """Of a quotation, or of a sentence that tells the same."""
    body = "“Wij krijgen nu een nieuwe haven”, zegt Els Bos."
    assert speakers(body, "‘Wij krijgen nieuwe haven’")[0] == ("Els Bos", "mid")
    assert speakers(
        "De marine krijgt een nieuwe haven. Dat schrijft De Koerier.", "‘Marine krijgt nieuwe haven’"
    ) == [("De Koerier", "mid")]


def test_a_title_about_somebody_else_has_no_speaker() -> None:
    """The words speak of the one before the colon in the third person."""
    assert speakers("Tekst over Rome.", "Minister Jansen naar Rome: ‘Hij moet nu kiezen’") == [(None, "low")]
    assert speakers("Tekst over Rome.", "Minister Jansen in Rome: ‘Wij moeten nu kiezen’") == [
        ("Jansen", "mid")
    ]


def test_a_pull_quotation_has_the_speaker_of_the_words_in_the_text() -> None:
    """Whoever speaks around it."""
    body = (
        "“Een hond liegt nooit tegen je”, zegt Els Bos.\n\n“Ik ga liever met een kat op pad”, zegt Jan Smit.\n\n"
        "“Een hond liegt nooit”"
    )
    assert speakers(body)[-1] == ("Els Bos", "mid")


def test_a_sub_heading_has_at_best_the_speaker_of_the_next_quotation() -> None:
    """As a guess, unless the words come back."""
    body = "Tekst.\n\n‘Wij varen nu uit’\n\n“Het weer is vandaag prachtig”, zegt Els Bos."
    assert speakers(body) == [("Els Bos", "low"), ("Els Bos", "high")]


def test_a_name_after_a_pull_quotation_is_its_speaker() -> None:
    """With its role and nothing else."""
    assert speakers("“Wij willen winnen van de rest” Tom Smit, kolonel bij de landmacht") == [
        ("Tom Smit", "high")
    ]
