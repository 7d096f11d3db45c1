"""Stop words: the words that say nothing about what a release is about. In phrases they count all the same.

Only words that hold a sentence together (articles, prepositions, pronouns, conjunctions, auxiliaries), Dutch and
English. A word with a meaning of its own beside that (``meer`` is a lake too, ``weer`` is the weather, IT is not
``it``) is not here.
"""

from __future__ import annotations

STOP_WORDS = frozenset(
    (
        # Articles and demonstratives; the single letters are what is left of 's, 't, 'n and zo'n
        "de het een 's 't 'n der des die dat deze dit zoeen "
        # Prepositions
        "aan achter bij binnen boven buiten door in met na naar naast om onder op over per rond sinds te ten ter "
        "tegen tijdens tot tussen uit van vanaf vanuit via volgens voor wegens zonder "
        # Pronouns
        "ik je jij u hij zij ze we wij jullie men mij me jou hem haar ons hen hun zich mijn jouw uw zijn onze "
        "wie wat welk welke er hier daar waar hoe wanneer waarom "
        # Conjunctions and adverbs of the same kind
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
