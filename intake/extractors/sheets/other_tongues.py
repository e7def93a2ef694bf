"""The words behind a caption's slash by which it asks once more in another tongue: "Training site / Lieu de formation"."""

import re
from collections.abc import Sequence

from domain.likeness import fold
from intake.extractors.sheets.layout import Token, join_text

#: A word for a name.
_NAME = r"(?:nombres?|apellidos?|nomes?|apelidos?|sobrenomes?|noms?|prenoms?)"

#: How Spanish, Portuguese and French captions ask for a person, or for where a course was held; accents taken off.
_ASKS = re.compile(
    rf"(?:(?:(?:primer|segundo)\s)?{_NAME}(?:\s(?:y|e|et)\s{_NAME})?"
    r"(?:\s(?:completos?|complet|legal|de\s(?:pila|familia|famille)))?"
    r"|instrutor|instructeur|moniteur|formateur|formador"
    r"|(?:lieu|lugar|local|sitio|centro|centre|escuela|escola|ecole)\s(?:de|do|da|du|del)\s(?:la\s)?"
    r"(?:formation|formacion|formacao|cours|curso|capacitacion|entrenamiento|treinamento|adiestramiento|instruccion))"
    r"(?=[\s:]|$):?"
)


def count_other_tongue(tokens: Sequence[Token]) -> int:
    """How many words, from the first on, ask for a name or a place in another tongue than English; 0 for none."""
    asks = _ASKS.match(fold(join_text(tokens)))
    return len(asks[0].split()) if asks else 0
