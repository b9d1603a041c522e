"""What several workers told Prometheus, as one text in which each sample says whose it is."""

from collections import defaultdict
from collections.abc import Iterable, Mapping


def together(told: Mapping[int, str]) -> str:
    """One block for each metric, as the format asks for; `told` has the text of each worker by its number."""
    blocks: defaultdict[str, dict[str, None]] = defaultdict(dict)
    for number, text in sorted(told.items()):
        for name, line in _by_metric(text):
            blocks[name][line if line.startswith("#") else _named(line, number)] = None
    return "".join(f"{line}\n" for lines in blocks.values() for line in lines)


def _by_metric(text: str) -> Iterable[tuple[str, str]]:
    """Each line with the metric under whose heading it stands."""
    name = ""
    for line in text.splitlines():
        if line.startswith("# HELP "):
            name = line.split(" ", 3)[2]
        yield name, line


def _named(sample: str, number: int) -> str:
    """`screens 3` becomes `screens{worker="1"} 3`; labels that are there stay behind it."""
    before, brace, labels = sample.partition("{")
    if brace:
        return f'{before}{{worker="{number}",{labels}'
    name, _, value = sample.partition(" ")
    return f'{name}{{worker="{number}"}} {value}'
