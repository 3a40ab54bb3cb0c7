"""The words that matter, put right where one slip of the thumb spoiled them: `a humna agetn`."""

import re
from collections.abc import Iterator
from string import ascii_lowercase

_WORD = re.compile(r"[a-z]{4,}")
_LONG = """
    human humans person persons people someone somebody anyone anybody agent agents manager
    supervisor operator representative representatives specialist advisor adviser employee colleague
    department assistance customer service support speak speaking talking chatting transfer
    transferred connect connected contact escalate escalated please would
"""
_SHORT = "talk chat with want need could real live"
_OTHER_WORDS = """
    humain humano humana humane persona personas persone persoon parson peoples agente agenti agenda
    argent manage manages managed managers supervisora supervisore operatore operators operate
    employe employer employees employed collegue colleagues departement departments
    services serviced servile servico supports speck steak sneak spear speaks sneaking taking
    tanking transfers transfere transfert connecte connects connecter contacts contacte contacto
    escalates pleased pleases pleas world wound wouldn customers specialists specialista specialiste
    advise advised
"""


def repaired(text: str) -> str:
    """Everything else stays as it was written; so do words of their own, such as `steak`."""
    return _WORD.sub(lambda word: _MEANT.get(word[0], word[0]), text)


def _slips(word: str) -> Iterator[str]:
    """Two letters swapped, or one typed twice: this makes no other word even of a short one."""
    for place in range(len(word) - 1):
        yield word[:place] + word[place + 1] + word[place] + word[place + 2 :]
        yield word[: place + 1] + word[place:]


def _more_slips(word: str) -> Iterator[str]:
    """A letter lost, or another one beside or instead of it; the first one is mostly right."""
    for place in range(1, len(word)):
        yield word[:place] + word[place + 1 :]
        for letter in ascii_lowercase:
            yield word[:place] + letter + word[place:]
            yield word[:place] + letter + word[place + 1 :]
    yield from (word + letter for letter in ascii_lowercase)


def _meant() -> dict[str, str]:
    long, short = _LONG.split(), _SHORT.split()
    right = {*long, *short, *_OTHER_WORDS.split()}
    slips = {slip: word for word in long for slip in _more_slips(word)}
    slips |= {slip: word for word in (*long, *short) for slip in _slips(word)}
    return {slip: word for slip, word in slips.items() if slip not in right}


_MEANT = _meant()
