"""Words of generated texts: a few stand in most of them, most in few, as in a language; and two for measuring."""

from __future__ import annotations

import random
from itertools import accumulate

COMMON = (
    "läkemedelslistan journalen remissen svaret utskriften inloggningen bokningen kallelsen signeringen mallen"
    " etiketten provsvaret avdelningen vårdcentralen mottagningen användaren fliken sökningen rapporten kopplingen"
).split()
FIRST = (
    "akut anestesi avdelnings behandlings besöks blod bröst cell dag diagnos donations dos föräldra förlossnings graf"
    " hand hem hjärt hud hälso infektions kontakt kost kvalitets labb lung läkar marknads medicin mät mödra narkos natt"
    " neuro njur operations order patient personal planerings produktions recept region rehab röntgen samtals schema"
    " sjukhus smitt strål sår tand team tids transport uppföljnings utskrivnings vaccinations vikt vård ögon öron"
).split()
LAST = (
    "anteckningen ansvaret arkivet balansen beslutet bilden blanketten data enheten filen flödet formuläret fältet"
    " gränsen gruppen historiken hänvisningen intyget kedjan knappen kontot kurvan källan kön larmet loggen läget"
    " matchningen meddelandet menyn modulen numret ordningen planen posten profilen programmet raden registret"
    " rutan schemat servern sidan signalen skrivaren spärren statusen tabellen texten tjänsten underlaget urvalet vyn"
).split()
FREQUENT, FREQUENT_SHARE = "pappersfacket", 0.01
RARE, RARE_SHARE = "giraffburen", 0.0002


class Vocabulary:
    """Deals words out of one stream of chance, the n-th with a share of about 1/n."""

    def __init__(self, chance: random.Random):
        self.chance = chance
        compounds = [first + last for first in FIRST for last in LAST]
        random.Random(1).shuffle(compounds)
        self.words = [*COMMON, *compounds]
        self.shares = list(accumulate(1 / (rank + 15) for rank in range(len(self.words))))

    def words_of(self, count: int) -> list[str]:
        return self.chance.choices(self.words, cum_weights=self.shares, k=count)

    def planted(self) -> list[str]:
        """The measured words, each in its share of the tickets."""
        return [
            word for word, share in ((FREQUENT, FREQUENT_SHARE), (RARE, RARE_SHARE)) if self.chance.random() < share
        ]
