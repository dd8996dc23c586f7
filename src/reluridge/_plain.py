"""Docstrings in plain text: reStructuredText and LaTeX as a terminal can show them."""

import re
import textwrap
import unicodedata

__all__ = ["FORMULA", "directive", "filled", "math", "plain"]


def directive(name: str) -> re.Pattern[str]:
    """Return what finds a directive: its indent, what follows on its line, what is deeper."""
    body = r"(?P<rest>(?:(?P=indent) +\S.*\n|[ \t]*\n)*)"
    return re.compile(rf"^(?P<indent> *)\.\. {name}::(?P<first>.*)\n{body}", re.MULTILINE)


FORMULA = directive("math")

# LaTeX that a terminal can show; Greek letters are looked up by their names.
_SYMBOLS = {"approx": "≈", "le": "≤", "ge": "≥", "ne": "≠", "ll": "≪", "gg": "≫", "sim": "~"}
_SYMBOLS |= {"to": "→", "leftarrow": "←", "mapsto": "↦", "implies": "⇒", "iff": "⇔", "in": "∈"}
_SYMBOLS |= {"times": "×", "pm": "±", "sum": "Σ", "prod": "Π", "int": "∫", "infty": "∞"}
_SYMBOLS |= {"sqrt": "√", "lVert": "‖", "rVert": "‖", "lvert": "|", "rvert": "|", "mid": "|"}
_SYMBOLS |= {"lambda": "λ", "partial": "∂", "nabla": "∇", "ell": "ℓ", "perp": "⊥", "propto": "∝"}
_SYMBOLS |= {"dots": "…", "ldots": "…", "cdots": "…", "odot": "⊙", "subset": "⊂", "cup": "∪"}
_SYMBOLS |= {"cap": "∩", "setminus": "∖", "qquad": "  ", "quad": "  "}
_SYMBOLS |= {
    name: name for name in ("ln", "log", "exp", "max", "min", "tanh", "arctan", "sin", "cos")
}
_RAISED = {"2": "²", "3": "³", "4": "⁴", "T": "ᵀ", "+": "⁺", "*": "*", "(-1)": "⁻¹"}
_LOWERED = str.maketrans("0123456789ijkn", "₀₁₂₃₄₅₆₇₈₉ᵢⱼₖₙ")
_WRITTEN = {
    r"\\(?:operatorname|text|math(?:rm|bb|bf|cal))\{([^}]*)\}": r"\1",
    r"\\(?:(?:left|right|[bB]igg?[lr]?|math(?:bb|bf|cal))(?![A-Za-z])|[;!]) *": "",
    r"\\,": "\N{NO-BREAK SPACE}",
    r"\\ ": " ",
    r" *\\cdot *": "·",
    r"\\_": "_",
    r"\\([{}])": r"\1",
    r"(?<=[A-Za-z])\\(hat|bar|tilde)": r" \\\1",
    r"\\hat *(\w)": "\\1\N{COMBINING CIRCUMFLEX ACCENT}",
    r"\\bar *(\w)": "\\1\N{COMBINING MACRON}",
    r"\\tilde *(\w)": "\\1\N{COMBINING TILDE}",
    r"\\[td]frac": r"\\frac",
}


def _symbol(command: re.Match[str]) -> str:
    """Return a LaTeX command as a symbol if there is one, else as it is."""
    name, space = command.groups()
    case = "CAPITAL" if name[0].isupper() else "SMALL"
    try:
        greek = f"GREEK {case} LETTER {name.removeprefix('var')}"
        symbol = _SYMBOLS[name] if name in _SYMBOLS else unicodedata.lookup(greek)
    except KeyError:
        return command[0]
    joins = len(symbol) == 1 and (symbol.isalpha() or symbol in "√‖∂∇")
    return symbol if joins and command.string[command.end() :][:1].isalnum() else symbol + space


def _fraction(command: re.Match[str]) -> str:
    """Return a fraction on one line, its parts in parentheses if they need them."""
    parts = [part.strip("{} ") for part in command.groups()]
    return "/".join(part if re.fullmatch(r"\d+|\w", part) else f"({part})" for part in parts)


def _matrix(block: re.Match[str]) -> str:
    """Return a matrix on one line, with semicolons between its rows."""
    return "[" + re.sub(r"\s*&\s*", ", ", re.sub(r"\s*\\\\\s*", "; ", block[1].strip())) + "]"


def math(latex: str) -> str:
    """Return a formula as a terminal can show it."""
    latex = re.sub(r"\\begin\{bmatrix\}(.*?)\\end\{bmatrix\}", _matrix, latex, flags=re.DOTALL)
    latex = re.sub(r"\\(?:begin|end)\{aligned\}|&", "", latex).replace(r"\\", "")
    latex = re.sub(r"(?<!\\)_([\dijkn])", lambda index: index[1].translate(_LOWERED), latex)
    for pattern, written in _WRITTEN.items():
        latex = re.sub(pattern, written, latex)
    text = re.sub(r"\\([A-Za-z]+)( ?)", _symbol, latex)
    text = re.sub(r"([_^])\{(.)\}", r"\1\2", re.sub(r"√\{([^{}]*)\}", r"√(\1)", text))
    text = re.sub(r"([_^])\{([^{}]*)\}", r"\1(\2)", text)
    text = re.sub(r"\\frac *(\w|\{[^{}]*\}) *(\w|\{[^{}]*\})", _fraction, text)
    text = re.sub(r"\^([234T+*]|\(-1\))", lambda power: _RAISED[power[1]], text)
    text = re.sub(r"(?<=\w)(?=Σ)", " ", text).replace("\N{NO-BREAK SPACE}", " ")
    return unicodedata.normalize("NFC", text)  # a letter and its hat are one, if there is one


def _display(block: re.Match[str]) -> str:
    """Return a displayed formula, each line where its docstring has it."""
    first = f"{block['indent']}   {block['first'].strip()}\n" if block["first"].strip() else ""
    return math(first + re.sub(r"^ *:class: \w+\n", "", block["rest"], flags=re.MULTILINE))


def plain(text: str) -> str:
    """Return reStructuredText without its marks, for a terminal; code stays as it is."""
    parts = re.split(r"(^ *>>>(?:.*\n?)*?(?=\s*\n|\Z))", text, flags=re.MULTILINE)
    for i in range(0, len(parts), 2):
        prose = FORMULA.sub(_display, parts[i])
        prose = re.sub(r":math:`([^`]*)`", lambda role: math(role[1]), prose)
        prose = re.sub(r":[\w:]+:`~?([^`<]+?)(?: *<[^>]*>)?`", r"\1", prose)
        prose = re.sub(r"(?<!\w)(\*\*?)(?=\w)([^*]+)\1", r"\2", prose.replace("``", "`"))
        parts[i] = re.sub(r"\n{3,}", "\n\n", prose)
    return "".join(parts)


def filled(text: str, width: int = 80) -> str:
    """Return plain text with its paragraphs filled anew; what is indented, a list or code stays."""
    parts = re.split(r"(\n\s*?\n)", text)
    for i, part in enumerate(parts):
        if not re.match(r"\s|>>>|[-*] |\d+\. ", part):
            parts[i] = textwrap.fill(part, width, break_long_words=False, break_on_hyphens=False)
    return "".join(parts)
