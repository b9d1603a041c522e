"""Countries by the two letters of ISO 3166, as they are called in each language."""

from functools import cache

from babel import Locale

from controlroom.auth.audience import LOCALES


@cache
def countries(locale: str) -> dict[str, str]:
    """In the order of their names."""
    named = {code: str(name) for code, name in Locale(locale).territories.items() if is_country(code)}
    return dict(sorted(named.items(), key=lambda one: one[1].casefold()))


def is_country(code: str) -> bool:
    """`EU`, `UN` and others name no country, `ZZ` none that is known."""
    return len(code) == 2 and code.isascii() and code.isalpha() and code not in NO_COUNTRIES


NO_COUNTRIES = frozenset({"EU", "EZ", "UN", "QO", "XA", "XB", "ZZ"})


def country(code: str, locale: str) -> str:
    """A code that names no country stays as it is."""
    return countries(locale).get(code, code)


@cache
def called() -> dict[str, frozenset[str]]:
    """Each country by all its names."""
    codes = countries(LOCALES[0])
    return {code: frozenset(country(code, locale) for locale in LOCALES) for code in codes}
