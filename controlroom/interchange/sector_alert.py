"""What this room tells the companies of a sector, as a message of CAP 1.2: an `info` for each language."""

from typing import Final

from babel.support import Translations

from controlroom.catalogs import translations
from controlroom.interchange import cap
from controlroom.watch.companies import REGIONS, SECTORS
from controlroom.watch.sector_alerts import Content, SectorAlertReleased, Texts
from controlroom.watch.words import mark

LANGUAGES: Final = {"nl": "nl-BE", "fr": "fr-BE", "de": "de-BE", "en": "en"}
"""As the standard names those of the texts."""
EVENT: Final = mark("Alert to companies")
COUNTRY: Final = mark("Belgium")
EXERCISE: Final = mark("EXERCISE")
RESTRICTION: Final = "For the companies to which it was sent, and not for publication"


def page_of(public_url: str, alert: str) -> str:
    """The address at which people of a company read and confirm it."""
    return f"{public_url.rstrip('/')}/report/alerts/{alert}"


def cap_message(said: SectorAlertReleased, web: str = "") -> cap.Message:
    """`web`: where a company reads and confirms it. Raises LookupError if its words were erased."""
    if said.texts is None:
        raise LookupError(f"the words of {said.identifier} were erased")
    return cap.Message(
        identifier=said.identifier,
        sender=said.sender,
        sent=said.sent,
        status=status_of(said),
        msg_type=cap.MsgType(said.msg_type.value.title()),
        scope=cap.Scope.RESTRICTED,
        restriction=RESTRICTION,
        note="This is an exercise" if said.exercise else "",
        references=tuple(cap.Reference(one.sender, one.identifier, one.sent) for one in said.references),
        infos=tuple(_info(said, said.texts, language, web) for language in LANGUAGES),
    )


def status_of(said: SectorAlertReleased) -> cap.Status:
    return cap.Status.EXERCISE if said.exercise else cap.Status.ACTUAL


def written(said: SectorAlertReleased, web: str = "") -> bytes:
    """Held against the schema of the standard. Raises NotCap if it does not fit."""
    return cap.write(cap_message(said, web))


def _info(said: SectorAlertReleased, texts: Texts, language: str, web: str) -> cap.Info:
    content, words, catalog = said.content, texts.said_in(language), translations(language)
    return cap.Info(
        language=LANGUAGES[language],
        categories=(_category(content),),
        event=catalog.gettext(EVENT),
        urgency=cap.Urgency(content.urgency.value.title()),
        severity=cap.Severity(content.severity.value.title()),
        certainty=cap.Certainty(content.certainty.value.title()),
        audience=", ".join(catalog.gettext(SECTORS[sector]) for sector in content.sectors),
        effective=said.sent,
        expires=content.expires_at,
        headline=cap.marked(words.headline, status_of(said), catalog.gettext(EXERCISE)),
        description=words.description,
        instruction=words.instruction,
        web=web,
        areas=_areas(content, catalog),
    )


def _category(content: Content) -> cap.Category:
    return cap.Category[content.category.name]


def _areas(content: Content, catalog: Translations) -> tuple[cap.Area, ...]:
    """Provinces by their codes; the whole country where none is named."""
    if not content.regions:
        return (cap.Area(catalog.gettext(COUNTRY), geocodes=(cap.Named("ISO 3166-1", "BE"),)),)
    return tuple(
        cap.Area(catalog.gettext(REGIONS[one]), geocodes=(cap.Named("ISO 3166-2", one.value),))
        for one in content.regions
    )
