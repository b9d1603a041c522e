"""What two descriptions have in common, each point of it to be said: never more than "possible" (R36).

Words count once they are folded (capitals and accents go) and are no common ones of the four languages.
A few words that say how somebody looked are known in all four, so that `veste rouge` meets `rode jas`.
"""

import re
import unicodedata
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from controlroom.clock import BRUSSELS
from controlroom.watch.early_warnings import EarlyWarning

SHORTEST: Final = 3
ENOUGH: Final = 2
"""So many words make a description worth comparing; at the same site one does."""
SAME_HOUR_MIN: Final = 60
DAY_MIN: Final = 24 * 60

COMMON_WORDS: Final = """
    about after all and another are been both but came can carried carrying did else for from had has have
    her him his into just man men looked looking near not other our out over person people seemed she
    somebody someone than that the their them then there they this two under very was wearing wears went
    were when who with without woman women wore years old young male female
    aan als bij dan dat deze die dit door drie droeg dragend een een eens geen had haar heeft hij hem het
    hun iemand jaar jaren jonge jong kwam maar man mannen met naar niet nog ons onze ook oude oud over
    persoon personen toen tot twee uit van veel vrouw vrouwen voor was waren werd wie zag zeer zich zij zijn
    ans age agee agees ages apres aussi autre aux avait avec avoir cet cette comme dans des deux dont elle
    elles entre est etait etaient femme femmes homme hommes ils jeune jeunes leur mais non nous par pas
    personne personnes peu plus portait portant pour pres puis quelqu quelque qui sans ses son sous sur
    tout tres une vers vieux vieille vous
    aber alt alte alter auch auf aus bei das dass dem den der des die dies diese drei ein eine einem einen
    einer eines frau frauen fur gegen hat hatte ihm ihn ihr ihre jahre jemand jung junge junger kam keine
    mann manner mit nach nicht noch oder ohne person sehr sein seine sich sie trug tragt uber und uns unter
    vom von vor war waren wie zum zur zwei
"""
"""They tell nobody apart; folded."""

KNOWN_IN_FOUR: Final = (
    "red rood rode rouge rouges rot rote roter roten rotes",
    "blue blauw blauwe bleu bleue bleus bleues blau blaue blauer blauen blaues",
    "green groen groene vert verte verts vertes grun grune gruner grunen grunes",
    "yellow geel gele jaune jaunes gelb gelbe gelber gelben gelbes",
    "black zwart zwarte noir noire noirs noires schwarz schwarze schwarzer schwarzen schwarzes",
    "white wit witte blanc blanche blancs blanches weiss weisse weisser weissen weisses",
    "grey gray grijs grijze gris grise grises grau graue grauer grauen graues",
    "brown bruin bruine brun brune bruns brunes marron braun braune brauner braunen braunes",
    "orange oranje oranges orangefarben",
    "jacket coat jas jack mantel veste manteau blouson jacke",
    "cap pet casquette kappe schirmmutze",
    "hoed chapeau hut",
    "beanie muts bonnet mutze",
    "hood hooded kap capuchon capuche kapuze",
    "beard bearded baard barbe barbu bart bartig bartiger",
    "moustache mustache snor schnurrbart schnauzer",
    "glasses bril lunettes brille",
    "backpack rucksack rugzak",
    "bag tas sac tasche",
    "trousers pants broek pantalon hose",
    "jeans spijkerbroek",
    "shoes schoenen chaussures schuhe",
    "gloves handschoenen gants handschuhe",
    "scarf sjaal echarpe foulard schal",
    "tattoo tattooed tatoeage getatoeeerd tatouage tatoue tatouee tatowierung tatowiert",
    "scar litteken cicatrice narbe",
    "bald kaal kale chauve glatze kahl glatzkopfig",
    "blond blonde blonder blonden",
    "limps limping limp mankt hinkt boitait hinkte",
    "uniform uniforme",
    "vest hesje hes gilet weste",
    "camera fototoestel fotocamera kamera fotoapparat",
    "binoculars verrekijker jumelles fernglas",
    "bicycle bike fiets velo fahrrad",
    "tall large groot grote grand grande gross grosser grosse",
    "short small klein kleine petit petite kleiner",
)
COMMON: Final = frozenset(COMMON_WORDS.split())
_KNOWN: Final = {form: forms.split()[0] for forms in KNOWN_IN_FOUR for form in forms.split()}


@dataclass(frozen=True, slots=True)
class Likeness:
    """`words`: as both wrote them, as in `red` or `rouge / rood`. `hour`: within one of the day."""

    words: tuple[str, ...]
    site: bool
    behaviour: bool
    hour: bool

    @property
    def offered(self) -> bool:
        return len(self.words) >= ENOUGH or (self.site and bool(self.words))

    @property
    def rank(self) -> tuple[int, int]:
        """Words first, then whatever else is the same."""
        return len(self.words), sum((self.site, self.behaviour, self.hour))


def likeness(one: EarlyWarning, said: str, other: EarlyWarning, also_said: str) -> Likeness:
    return Likeness(
        shared(said, also_said),
        one.site == other.site,
        one.behaviour is other.behaviour,
        same_hour(one.at, other.at),
    )


def shared(one: str, other: str) -> tuple[str, ...]:
    """In the order of the first."""
    mine, theirs = _meanings(one), _meanings(other)
    return tuple(
        word if word == theirs[meaning] else f"{word} / {theirs[meaning]}"
        for meaning, word in mine.items()
        if meaning in theirs
    )


def _meanings(text: str) -> dict[str, str]:
    """What each word stands for, with the word as it was first written, folded."""
    found: dict[str, str] = {}
    for word in re.findall(r"[^\W\d_]+", folded(text)):
        if len(word) >= SHORTEST and word not in COMMON:
            found.setdefault(_KNOWN.get(word, word), word)
    return found


def folded(text: str) -> str:
    """Without capitals and accents."""
    plain = unicodedata.normalize("NFKD", text.casefold())
    return "".join(letter for letter in plain if not unicodedata.combining(letter))


def same_hour(one: datetime, other: datetime) -> bool:
    """As the clocks in Brussels showed it, also over midnight."""
    apart = abs(_minute(one) - _minute(other))
    return min(apart, DAY_MIN - apart) <= SAME_HOUR_MIN


def _minute(at: datetime) -> int:
    local = at.astimezone(BRUSSELS)
    return local.hour * 60 + local.minute
