"""Small archives, and which of their releases a query finds with the real Dutch analysis."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, NamedTuple

import pytest
from benchmarks.inflection import yardsticks
from support.archive import TODAY, build_index, item
from support.word_list import dutch_words

from defsearch.dutch.analyzer import Analyzer
from defsearch.dutch.synonyms import synonyms_loader
from defsearch.search.executor import QueryExecutor
from defsearch.search.results import SearchRequest

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path


class Case(NamedTuple):
    """The bodies of some releases by id, and the ids that each query finds."""

    name: str
    releases: Mapping[str, str]
    found: Mapping[str, str]


CASES = [
    Case(
        "a word filed under a stop word",
        {
            "a": "Bij de heldere nacht hoort mijn verhaal: u ging naar huis, rond vijf uur, naast de weg.",
            "b": "De marine ruimde mijnen bij Den Helder met de US Navy; naasten keken toe in Naarden.",
        },
        {
            **dict.fromkeys(("Den Helder", "US", "mijnen", "Naarden", "naasten", '"ruimde mijnen"'), "b"),
            **dict.fromkeys(("verhaal", "nachten"), "a"),
        },
    ),
    Case(
        "a pattern of what is spelled otherwise",
        {
            "a": "De F-16 vloog met Zr.Ms. Evertsen; 50.000 bezoekers, 3.5 kilo, zie www.defensie.nl.",
            "b": "De F-35 woog 500.000 gram.",
        },
        {
            **dict.fromkeys(("F-16*", "F-1?*", "f16*", "Zr.Ms.*", "zrms*", "50.00*", "50.000*"), "a"),
            **dict.fromkeys(("www.defensie*", "3.5*"), "a"),
            **dict.fromkeys(("F-3*", "500.0*"), "b"),
        },
    ),
    Case(
        "a synonym inside a compound, for a word that no release has",
        {
            "a": "Het luchtverdedigingsfregat vaart.",
            "b": "Het fregat vaart.",
            "c": "Een boot.",
        },
        {
            **dict.fromkeys(("warship", "oorlogsschepen"), "a b"),
            "fregatten": "a b",
        },
    ),
    Case(
        "a noun that is a stop word, and numbers of units and types",
        {
            "a": "Zij vonden een oude mijn. De Leopard-2A6 van 13 Lichte Brigade.",
            "b": "Dat is mijn huis, leopard 3, 13 brieven.",
        },
        {
            **dict.fromkeys(("mijnen", "Leopard 2", "Leopard-2", "leopard2", "dertiende", "13de"), "a"),
        },
    ),
    Case(
        "a verb that a clause splits",
        {
            "a": "Nederland zet vier toestellen in. De marine neemt deel aan de missie.",
            "b": "Het toestel stortte na de start neer; de koning trad niet op.",
            "c": "De zet was in het nadeel, een deel nam later een trede op.",
        },
        {
            **dict.fromkeys(("inzetten", "ingezet", "deelnemen"), "a"),
            **dict.fromkeys(("neerstorten", "optreden", "opgetreden"), "b"),
            "=inzetten": "",
        },
    ),
    Case(
        "a place name is whole",
        {
            "a": "Het huis staat aan het water, met haar tuin; een hof naar de zee.",
            "b": "Huissen, Haaren, Wateringen, Naarden en Veldhoven werken samen in Velsen-Zuid.",
        },
        {
            **dict.fromkeys(("Huissen", "Haaren", "Wateringen", "Naarden", "veldhoven", "Velsen"), "b"),
            **dict.fromkeys(("huis", "water", "haar huis", "hof"), "a"),
        },
    ),
    Case(
        "a name that looks inflected",
        {
            "a": "In maart was het maximum bereikt. De koninklijke familie was in de wildernis, wild en vrij.",
            "b": "Koningin Máxima sprak met Maarten en minister Wilders van de Koninklijke Marine.",
            "c": "Maarten kwam ook.",
        },
        {"maart": "a", "maximum": "a", "wild": "a", "Maarten": "b c", "Máxima": "b", "Wilders": "b"}
        | dict.fromkeys(("koninklijk", "koninklijke"), "a b"),
    ),
    Case(
        "a name spelled as a stop word",
        {
            "om": "Het OM onderzoekt een lek bij de kazerne. De OM-zaak dient morgen.",
            "is": "De coalitie bestookt IS in de strijd.",
            "mijn": "De duikers maakten een mijn uit de oorlog onschadelijk.",
            "geen": "Het is de strijd om de beker. Een onderzoek is gaande.",
        },
        {
            **dict.fromkeys(("OM", "+OM", "=OM", '"OM"', "OM onderzoekt", "het OM"), "om"),
            **dict.fromkeys(("IS", "strijd IS", "=IS"), "is"),
            **dict.fromkeys(("mijn", "MIJN OORLOG"), "mijn"),
            **dict.fromkeys(("STRIJD IS", "strijd is"), "is geen"),
        },
    ),
    Case(
        "endings after an apostrophe",
        {
            "a": "China's leger en Mali’s regering; de EU’s JSF's; een VVD'er en een 06’er met pdf’s en foto’s.",
            "b": "China, Mali, de EU, een JSF, de VVD, een 06 en een pdf met een foto. In Hama was Hamas.",
        },
        dict.fromkeys(
            (
                "China",
                "china's",
                "Mali’s",
                "EU",
                "eu's",
                "JSF",
                "VVD’er",
                "vvd",
                "06'er",
                "pdf",
                "fotos",
                "foto's",
            ),
            "a b",
        )
        | {"=foto's": "a", "foto's*": "a", "Hamas": "b", "=china": "b"},
    ),
    Case(
        "the te-infinitive of a separable verb",
        {
            "a": "De minister besloot troepen in te zetten. Er was niets anders uit te voeren.",
            "b": "Nederland stopt met deel te nemen aan de missie.",
            "c": "De commandant komt om te vormen en om te zetten, in de zetten van het spel.",
        },
        {
            **dict.fromkeys(("inzetten", "ingezet", "uitvoeren", "uitvoering", "in te zetten troepen"), "a"),
            **dict.fromkeys(("deelnemen", "deelneemt"), "b"),
            **dict.fromkeys(("omzetten", "omvormen"), ""),
            "zetten": "a c",
        },
    ),
    Case(
        "a suspended compound",
        {
            "a": "De land- en luchtmacht oefenen met de zee-, land- en luchtstrijdkrachten.",
            "b": "In binnen- en buitenland; de Inlichtingen- en Veiligheidsdienst helpt; de in- en uitvoer.",
            "c": "Een land en een luchtmacht.",
        },
        {
            **dict.fromkeys(("landmacht", "zeestrijdkrachten", "landstrijdkrachten", "zeestrijdkracht"), "a"),
            **dict.fromkeys(("binnenland", "inlichtingendienst", "inlichtingendiensten", "invoer"), "b"),
            "luchtmacht": "a c",
        },
    ),
    Case(
        "numbers and designations",
        {
            "a": "De bezetting van 1940-1945 kostte 5,56 en 10%. De 13e Lichte Brigade kwam om 10:30 uur.",
            "b": "De missie 2014–2018 met F-35A en C-130H kostte 5.56 en 10 procent, om 10.30 uur; een Leopard 2A6.",
            "c": "Een F-35 en de F-35B in 1946, 13 maal.",
            "d": "De 43 Gemechaniseerde Brigade in Havelte.",
        },
        {
            **dict.fromkeys(("1945", '"1945"', "13de Lichte Brigade", "13 Lichte Brigade", "13E"), "a"),
            **dict.fromkeys(("missie 2018", "C-130", "F-35A", "Leopard 2", "Leopard 2A6"), "b"),
            **dict.fromkeys(("5.56", "5,56", "10%", "10 procent", "10.30 uur", "10:30 uur"), "a b"),
            "F-35": "b c",
            "13": "a c",
            **dict.fromkeys(("43e Gemechaniseerde Brigade", "43ste brigade", "43e"), "d"),
            "1943": "",
        },
    ),
]


@cache
def analyzer() -> Analyzer:
    """Return one analyzer for all cases."""
    return Analyzer(dutch_words())


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name.replace(" ", "-"))
def test_a_query_finds_the_releases_that_it_means(case: Case, tmp_path: Path) -> None:
    """Each query of a case finds exactly the releases that the case names."""
    releases = [item(id_, "2024-05-01", "Bericht", body) for id_, body in case.releases.items()]
    with build_index(tmp_path, releases, analyzer=analyzer()) as index:
        executor = QueryExecutor(index, synonyms_loader(None), analyze=analyzer().analyze)
        for query, wanted in case.found.items():
            found = executor.execute(SearchRequest(query=query), TODAY)
            assert {executor.reader.id(doc_id) for doc_id in found.hits} == set(wanted.split()), query


# At least so many of each class of the two yardsticks (python tests/benchmarks inflection) are right. Raise them; never
# lower them.
FLOORS = {
    "OpenTaal inflections": 243,
    "OpenTaal plurals": 154,
    "UD adj": 243,
    "UD noun": 249,
    "UD verb": 244,
    "UD compounds": 353,
    "UniMorph adjectives": 249,
    "UniMorph verbs": 244,
    "pattern verbs": 236,
    "apostrophes": 102,
    "verbs and nouns": 127,
    "designations, ordinals, years": 118,
    "numbers and ranks": 68,
    "suspended compounds": 33,
    "derivations and places": 527,
    "separable verbs": 26,
    "te-infinitives": 16,
}


@pytest.mark.slow
def test_no_class_of_words_falls_below_its_floor() -> None:
    """Words as others analysed them, and queries with what they are to find, class by class."""
    found = yardsticks(analyzer())
    assert found.keys() == FLOORS.keys()
    right = {kind: count - len(errors) for kind, (errors, count) in found.items()}
    assert {kind: right[kind] for kind, floor in FLOORS.items() if right[kind] < floor} == {}
