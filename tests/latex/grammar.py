"""The LaTeX of the registry read as arithmetic: what a reader would compute from it, without the function.

A recursive descent over the notation that the registry uses, and nothing else: a command that it does not know is an error.
Parts of an equation become closures over a :class:`Scope`, so that a sum can evaluate its body once for each index.
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from itertools import pairwise

import numpy as np

_TOKEN = re.compile(
    r"(?P<space>\s+|\\[,;:! ]|\\quad|\\(?:left|right|middle)(?![a-z]))|«(?P<slot>\w+)»|(?P<number>\d+(?:\.\d+)?)"
    r"|\\text\{(?P<word>[^}]*)\}|\\(?:mathrm|operatorname)\{(?P<name>[^}]*)\}|(?P<command>\\[A-Za-z]+|\\[{}])|(?P<letter>[A-Za-z])|(?P<sign>.)"
)
_RELATIONS = {r"\le": np.less_equal, r"\ge": np.greater_equal, "<": np.less, ">": np.greater, "=": np.equal}
_CONSTANTS = {"e": math.e, r"\pi": math.pi}
_PLAIN = {r"\exp": np.exp, r"\ln": np.log, r"\log": np.log, r"\cos": np.cos, r"\sin": np.sin, r"\arcsin": np.arcsin, r"\sinh": np.sinh}


@dataclass(frozen=True)
class Scope:
    """What symbols stand for: arguments in their slots, further names and indices, and definitions that the LaTeX itself gives.

    Indices that a sum, an extreme or a set binds run from ``first`` over ``length`` whole numbers.
    """

    slots: Mapping[str, object]
    names: Mapping[str, object] = field(default_factory=dict)
    first: int = 0
    length: int = 0
    definitions: Mapping[str, Definition] = field(default_factory=dict)

    def bound(self, **names: object) -> Scope:
        """The same with further names."""
        return replace(self, names={**self.names, **names})

    @property
    def domain(self) -> range:
        """What a bound index runs over."""
        return range(self.first, self.first + self.length)


Part = Callable[[Scope], object]


@dataclass(frozen=True)
class Definition:
    """A symbol that a later clause defines, with the indices or arguments that it depends on."""

    parameters: tuple[str, ...]
    body: Part


@dataclass(frozen=True)
class Reading:
    """A right-hand side, what its clauses define, and what they require."""

    main: Part
    definitions: Mapping[str, Definition]
    conditions: tuple[Part, ...]

    def value(self, scope: Scope) -> object:
        """The number, array, tuple or set that the right-hand side stands for."""
        return self.main(replace(scope, definitions=self.definitions))

    def allowed(self, scope: Scope) -> bool:
        """Whether what the clauses require holds."""
        return all(condition(replace(scope, definitions=self.definitions)) for condition in self.conditions)


def read(latex: str) -> Reading:
    """Read a right-hand side and its clauses.

    Raises
    ------
    ValueError
        If there is anything in it that this grammar does not know.
    """
    parser = _Parser([match for match in _TOKEN.finditer(latex) if match.lastgroup != "space"])
    main = parser.expression()
    definitions, conditions = {}, []
    while not parser.done:
        parser.expect(",")
        if (name := parser.definition(definitions)) is None:
            conditions.append(parser.relation())
        else:
            definitions[name[0]] = name[1]
    return Reading(main, definitions, tuple(conditions))


class _Parser:
    def __init__(self, tokens: list[re.Match[str]]) -> None:
        self._kinds = [token.lastgroup for token in tokens]
        self._texts = [token[token.lastgroup] for token in tokens]
        self._at = 0
        # A letter that a clause defines as a function is applied, where another letter before a parenthesis is a factor.
        self._functions = {
            self._texts[i] for i in range(len(tokens) - 4) if self._kinds[i] == "letter" and self._texts[i + 1 : i + 5 : 2] == ["(", ")"]
            and self._texts[i + 4] == "="
        }

    @property
    def done(self) -> bool:
        return self._at == len(self._texts)

    def expression(self) -> Part:
        """Terms with signs, perhaps with another value where a condition fails."""
        total = self._negative(self._term()) if self._take("-") else self._term()
        while sign := self._take("+", "-"):
            total = self._binary(np.add if sign == "+" else np.subtract, total, self._term())
        if not self._word("if"):
            return total
        holds = self.relation()
        if not self._word("else"):
            raise self._unknown()
        other = self.expression()
        return lambda scope: total(scope) if holds(scope) else other(scope)

    def relation(self) -> Part:
        """A chain of comparisons, or several of which one must hold."""
        ways = [self._comparison()]
        while self._take(r"\lor"):
            ways.append(self._comparison())
        return lambda scope: any(way(scope) for way in ways)

    def definition(self, known: Mapping[str, Definition]) -> tuple[str, Definition] | None:
        """A clause ``symbol = expression``, or nothing if the next clause is a condition."""
        start = self._at
        if self._kind not in ("letter", "command") or self._text in known:
            return None
        base, index, parameters = self._next(), "", ()
        if self._take("_"):
            index = self._raw()
        if self._take("("):
            parameters = (self._next(),)
            self.expect(")")
        if not self._take("="):
            self._at = start
            return None
        begin = self._at
        body = self.expression()
        letters = {self._texts[i] for i in range(begin, self._at) if self._kinds[i] == "letter"}
        if index and set(index.split(",")) <= letters:
            return base, Definition(tuple(index.split(",")), body)
        return base + (f"_{{{index}}}" if index else ""), Definition(parameters, body)

    def expect(self, text: str) -> None:
        if not self._take(text):
            raise self._unknown()

    def _comparison(self) -> Part:
        parts, relations = [self.expression()], []
        while (sign := self._text) in _RELATIONS:
            self._at += 1
            if self._take(r"\dots"):
                break
            relations.append(_RELATIONS[sign])
            parts.append(self.expression())
        if not relations:
            raise self._unknown()

        def holds(scope: Scope) -> bool:
            values = [part(scope) for part in parts]
            return all(compare(*pair) for compare, pair in zip(relations, pairwise(values), strict=True))

        return holds

    def _term(self) -> Part:
        product = self._factor()
        while True:
            if self._take("/"):
                product = self._binary(np.true_divide, product, self._factor())
            elif self._take(r"\cdot", r"\times") or self._starts_factor():
                product = self._binary(_times, product, self._factor())
            else:
                return product

    def _starts_factor(self) -> bool:
        if self.done or self._kind in ("word", "sign"):
            return self._text in ("(", "{")
        return self._text not in (r"\rceil", r"\rfloor", r"\}", r"\lor", r"\dots", r"\cdot", r"\times", *_RELATIONS)

    def _factor(self) -> Part:
        base = self._base()
        if self._take("!"):
            base = self._unary(lambda value: math.factorial(int(value)), base)
        if not self._take("^"):
            return base
        if self._texts[self._at : self._at + 3] == ["{", r"\top", "}"]:
            self._at += 3
            return lambda scope: base(scope).T
        exponent = self._group()
        return self._binary(np.power, base, exponent)

    def _base(self) -> Part:
        if self.done:
            raise self._unknown()
        kind, text = self._kind, self._next()
        match kind, text:
            case "slot", name:
                return self._slot(name)
            case "number", digits:
                return lambda scope: float(digits)
            case _, "(":
                return self._parenthesis()
            case _, "{":
                self._at -= 1
                return self._group()
            case _, r"\frac" | r"\tfrac":
                return self._binary(np.true_divide, self._group(), self._group())
            case _, r"\binom":
                return self._binary(_choose, self._group(), self._group())
            case _, r"\sqrt":
                return self._unary(np.sqrt, self._group())
            case _, r"\lceil" | r"\lfloor":
                return self._rounded(text)
            case _, r"\{":
                return self._set()
            case _, r"\sum":
                return self._bound(math.fsum, self._term)
            case _, r"\max" | r"\min":
                return self._extreme(max if text == r"\max" else min)
            case _, r"\log" if self._take("_"):
                return self._logarithm(self._next())
            case _, command if command in _PLAIN:
                return self._unary(_PLAIN[command], self._factor())
            case "name", "softmax":
                self.expect("(")
                return self._unary(_softmax, self._parenthesis())
            case "name", "arsinh":
                self.expect("(")
                return self._unary(np.arcsinh, self._parenthesis())
            case "name", "erfc":
                self.expect("(")
                return self._unary(lambda value: math.erfc(float(value)), self._parenthesis())
            case "command", r"\pi":
                return lambda scope: math.pi
            case "letter" | "command", symbol:
                return self._symbol(symbol)
        self._at -= 1
        raise self._unknown()

    def _logarithm(self, base: str) -> Part:
        # Of base two exactly where it is a whole number, so that it can be rounded up.
        return self._unary(np.log2 if base == "2" else lambda value: np.log(value) / math.log(float(base)), self._factor())

    def _slot(self, name: str) -> Part:
        if not self._take("_"):
            return lambda scope: scope.slots[name]
        index = self._group()
        return lambda scope: scope.slots[name][int(index(scope)) - scope.first]

    def _parenthesis(self) -> Part:
        parts = [self.expression()]
        while self._take(","):
            parts.append(self.expression())
        self.expect(")")
        return parts[0] if len(parts) == 1 else lambda scope: tuple(part(scope) for part in parts)

    def _rounded(self, opening: str) -> Part:
        inner = self.expression()
        closing = self._take(r"\rceil", r"\rfloor")
        found = {(r"\lceil", r"\rceil"): np.ceil, (r"\lfloor", r"\rfloor"): np.floor, (r"\lfloor", r"\rceil"): np.rint}
        if (opening, closing) not in found:
            raise self._unknown()
        return self._unary(found[opening, closing], inner)

    def _set(self) -> Part:
        index = self._next()
        self.expect("|")
        holds = self.relation()
        self.expect(r"\}")
        return lambda scope: {i for i in scope.domain if holds(scope.bound(**{index: i}))}

    def _bound(self, gather: Callable, read_body: Callable[[], Part]) -> Part:
        """A sum or an extreme over an index, perhaps only where it satisfies a relation."""
        self.expect("_")
        self.expect("{")
        start = self._at
        index = self._next()
        holds = None
        if not self._take("}"):
            self._at = start
            holds = self.relation()
            self.expect("}")
        body = read_body()

        def gathered(scope: Scope) -> object:
            scopes = [scope.bound(**{index: i}) for i in scope.domain]
            return gather([body(each) for each in scopes if holds is None or holds(each)])

        return gathered

    def _extreme(self, choose: Callable) -> Part:
        if self._text == "_":
            return self._bound(choose, self._factor)
        if self._take(r"\{"):
            return self._unary(choose, self._set())
        self.expect("(")
        return self._unary(choose, self._parenthesis())

    def _symbol(self, base: str) -> Part:
        if base in self._functions and self._take("("):
            return self._applied(base, [self._parenthesis()])
        if not self._take("_"):
            return self._named(base)
        start = self._at
        raw = self._raw()
        after, self._at = self._at, start
        try:
            self.expect("{")
            indices = [self.expression()]
            while self._take(","):
                indices.append(self.expression())
        finally:
            self._at = after
        full, family = self._named(f"{base}_{{{raw}}}"), self._applied(base, indices)
        return lambda scope: family(scope) if base in scope.definitions else full(scope)

    def _named(self, name: str) -> Part:
        def value(scope: Scope) -> object:
            if name in scope.names:
                return scope.names[name]
            if name in scope.definitions:
                return scope.definitions[name].body(scope)
            if name in _CONSTANTS:
                return _CONSTANTS[name]
            raise ValueError(f"{name!r} stands for nothing")

        return value

    @staticmethod
    def _applied(name: str, arguments: list[Part]) -> Part:
        def value(scope: Scope) -> object:
            found = scope.definitions[name]
            given = [argument(scope) for argument in arguments]
            return found.body(scope.bound(**dict(zip(found.parameters, given, strict=True))))

        return value

    def _group(self) -> Part:
        """What stands in braces, or the one token that stands for itself."""
        if not self._take("{"):
            return self._base()
        inner = self.expression()
        self.expect("}")
        return inner

    def _raw(self) -> str:
        """The text in braces, unread."""
        self.expect("{")
        start = self._at
        while self._next() != "}":
            pass
        return "".join(self._texts[start : self._at - 1])

    @property
    def _text(self) -> str:
        return "" if self.done else self._texts[self._at]

    @property
    def _kind(self) -> str:
        return "" if self.done else self._kinds[self._at]

    def _next(self) -> str:
        if self.done:
            raise self._unknown()
        self._at += 1
        return self._texts[self._at - 1]

    def _take(self, *texts: str) -> str:
        return self._next() if not self.done and self._kind != "word" and self._text in texts else ""

    def _word(self, word: str) -> bool:
        return bool(self._kind == "word" and self._text.strip() == word and self._next())

    def _unknown(self) -> ValueError:
        return ValueError(f"cannot read {' '.join(self._texts[self._at :]) or 'the end'!r} after {' '.join(self._texts[: self._at])!r}")

    @staticmethod
    def _unary(function: Callable, inner: Part) -> Part:
        return lambda scope: function(inner(scope))

    @staticmethod
    def _binary(function: Callable, left: Part, right: Part) -> Part:
        return lambda scope: function(left(scope), right(scope))

    @staticmethod
    def _negative(inner: Part) -> Part:
        return lambda scope: -inner(scope)


def _choose(among: object, taken: object) -> float:
    return float(math.comb(int(among), int(taken)))


def _times(left: object, right: object) -> object:
    """Matrices that stand side by side are multiplied as matrices."""
    return left @ right if np.ndim(left) == np.ndim(right) == 2 else left * right


def _softmax(scores: np.ndarray) -> np.ndarray:
    shares = np.exp(scores - scores.max(axis=-1, keepdims=True))
    return shares / shares.sum(axis=-1, keepdims=True)
