"""Words that people read stand where they are meant; they are translated where they are drawn."""


def mark(message: str) -> str:
    """Marks a message for extraction."""
    return message
