def pieces(text: str) -> list[str]:
    return [text[at : at + 2500] for at in range(0, len(text), 2500)]
