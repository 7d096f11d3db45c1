"""Stop words, and common words: normalized forms and lemmas that tell little about the subject of a release.

``STOP_WORDS`` are function words (articles, prepositions, pronouns, conjunctions, auxiliaries), Dutch and English. A
query leaves them out, except in phrases. A word that also has a meaning of its own is not in the list: ``meer`` is a
lake too, ``weer`` is the weather, IT is not ``it``.

``COMMON_WORDS`` are lemmas of words with a meaning of their own that occur with any subject (``jaar``, ``nieuw``,
``krijgen``). A query finds them like other words; only ``similar`` ignores them, because in a small archive their
document frequency does not show how common they are.
"""

from __future__ import annotations

STOP_WORDS = frozenset(
    (
        # Articles and demonstratives, with the forms of 's, 't, 'n and zo'n
        "de het een 's 't 'n der des die dat deze dit zoeen "
        # Prepositions
        "aan achter bij binnen boven buiten door in met na naar naast om onder op over per rond sinds te ten ter "
        "tegen tijdens tot tussen uit van vanaf vanuit via volgens voor wegens zonder "
        # Pronouns
        "ik je jij u hij zij ze we wij jullie men mij me jou hem haar ons hen hun zich mijn jouw uw zijn onze "
        "wie wat welk welke er hier daar waar hoe wanneer waarom "
        # Conjunctions and similar adverbs
        "en of maar want dus dan als omdat zodat terwijl hoewel indien ook nog wel al niet geen toch toen zo "
        # Auxiliaries
        "ben bent is was waren heb hebt heeft hebben had hadden word wordt worden werd werden "
        "kan kunnen kon konden zal zullen zou zouden moet moeten moest moesten "
        # English
        "the a an and at by for from on to with that which are were been has have"
    )
    .replace("'", "")
    .split()
)

# Stop words that are also nouns: a query of nothing else looks for them.
NOUNS_TOO = frozenset(("haar", "mijn", "want", "waren", "was"))

# In capitals, a stop word is a name: OM, IS, ALS.
ACRONYMS = frozenset(word.upper() for word in STOP_WORDS if len(word) > 1)

# Verbs
_VERBS = """
    aanbieden aangeven aankomen aannemen aanpakken afgelopen afnemen afspreken antwoorden bedoelen
    beginnen begrijpen behoren bekijken beloven bepalen bereiken beschikken beslissen besluiten bestaan
    betalen betekenen betreffen bevinden bewegen bezoeken bieden blijken blijven brengen denken doen
    doorgaan draaien dragen dringen duren durven eindigen eten gaan gebeuren gebruiken gelden geloven
    gelukken geven groeien halen hangen helpen herinneren heten hoeven hopen horen houden inzetten kennen
    kiezen kijken kloppen komen kosten krijgen laten leggen leiden leren leven leveren lezen liggen lijken
    lopen luisteren lukken maken meenemen melden merken mogen nemen noemen omgaan ontmoeten ontstaan
    ontvangen openen oplossen opnemen organiseren overleggen passen plaatsen plaatsvinden praten proberen
    raken reageren reizen rekenen richten rijden roepen schrijven slagen sluiten spelen spreken staan
    starten stellen stoppen sturen terugkomen toenemen tonen treden trekken uitleggen uitvoeren vallen
    veranderen verdelen vergelijken vergroten verlaten verlopen verschijnen vertellen vertrekken
    verwachten verwelkomen vinden voelen voeren volgen voorkomen vormen vragen wachten wensen werken weten
    willen winnen wonen zeggen zenden zetten zien zitten zoeken zorgen
"""
# Times and numbers
_TIMES_AND_NUMBERS = """
    aantal afloop augustus avond begin dag dagelijks december deel derde dinsdag donderdag drie duizend
    eerst eeuw eind einde februari gisteren half heel honderd jaar januari juli juni keer kwart laatst
    lang lente maal maand maandag maart meer meest mei middag miljard miljoen minder minuut moment morgen
    nacht nieuw november ochtend ogenblik oktober oud paar periode seconde september snel tien tijd twee
    tweede uur vaak vandaag veel vier vijf vrijdag vroeg week weekend weinig winter woensdag zaterdag zes
    zeven zomer zondag
"""
# Adjectives
_ADJECTIVES = """
    algemeen ander bekend belangrijk beschikbaar best beter bijzonder breed dezelfde direct duidelijk
    eigen elk enkel enorm ernstig extra flink gehele gelijk gemakkelijk gewoon goed graag groot hard hele
    hetzelfde hoog huidig ieder iedereen inmiddels jong juist klein kleine kort laag laat licht makkelijk
    moeilijk mogelijk mooi nauw nodig normaal open precies recent rond ruim samen slecht slechts speciaal
    sterk totaal trots uitgebreid uniek vast verder verschillend vol volgend volledig vrij waar warm zeker
    zelf zelfde zon zoals zulk zwaar
"""
# Nouns
_NOUNS = """
    aandacht aanleiding achtergrond activiteit baan basis beeld belang bericht bezoek bijdrage dankzij
    datum ding doel effect ervaring feit foto functie gebied gebruik geld gesprek geval gevolg grens groep
    hand hoofd huis hulp idee inhoud invloed kans kant keuze kind kwestie land lid lijn man manier mens
    middel minister naam nederland nederlands niveau nummer onderdeel onderwerp onderzoek ontwikkeling oog
    oorzaak oplossing orde overleg pagina partij persoon plaats plan plek positie probleem proces project
    punt reactie reden regel resultaat rol samenwerking situatie soort staat stap start stuk succes taak
    team thema toekomst toespraak voorbeeld vorm vraag vriend vrouw weg wereld werk wijze woord zaak zin
    zorg
"""
# Words that any release of the ministry can contain
_MINISTRY = """
    bewindspersoon commandant defensie eenheid kabinet koninklijk krijgsmacht militair ministerie
    staatssecretaris
"""
# Adverbs and pronouns that are not stop words, as they can have a meaning of their own
_ADVERBS = """
    af alle alleen allemaal alles alsnog altijd anders beide bijna bovendien daarbij daarmee daarna
    daarnaast daarom daarvan daarvoor echt echter eens elkaar enige enkele erg ervan even eventueel genoeg
    hierbij hiermee iemand iets immers inclusief ineens intussen kortom langs mede mee met misschien
    namelijk net nooit nu omdat omheen onderweg ongeveer opnieuw overal pas sommige soms steeds straks
    tegelijk terug tevens toe uiteindelijk uiteraard vervolgens vooral voorbij voort vooruit voorzien
    waarbij waarin waarmee waarna waarop waarvan waarvoor weer wellicht zelfs zowel
"""

COMMON_WORDS = frozenset(
    f"{_VERBS} {_TIMES_AND_NUMBERS} {_ADJECTIVES} {_NOUNS} {_MINISTRY} {_ADVERBS}".split()
)
