"""Every small mistake that one line of a module could hold: another operator, another constant, a condition turned round."""

from __future__ import annotations

import ast
import copy
from collections.abc import Iterator
from typing import NamedTuple

_OTHER = {
    ast.Add: ast.Sub, ast.Sub: ast.Add, ast.Mult: ast.Div, ast.Div: ast.Mult, ast.FloorDiv: ast.Mult, ast.Mod: ast.Mult, ast.Pow: ast.Mult,
    ast.Lt: ast.LtE, ast.LtE: ast.Lt, ast.Gt: ast.GtE, ast.GtE: ast.Gt, ast.Eq: ast.NotEq, ast.NotEq: ast.Eq,
    ast.Is: ast.IsNot, ast.IsNot: ast.Is, ast.In: ast.NotIn, ast.NotIn: ast.In, ast.And: ast.Or, ast.Or: ast.And,
    ast.BitAnd: ast.BitOr, ast.BitOr: ast.BitAnd, ast.USub: ast.UAdd,
}  # fmt: skip


class Mutant(NamedTuple):
    """A module with one mistake in it, and where that is."""

    line: int
    change: str
    tree: ast.Module


def mutants(source: str) -> Iterator[Mutant]:
    """Yield the module once for every mistake."""
    tree = ast.parse(source)
    skipped = _annotations(tree)
    for place, node in enumerate(ast.walk(tree)):
        for kind in range(0 if node in skipped else _kinds(node)):
            changed = copy.deepcopy(tree)
            target = next(found for at, found in enumerate(ast.walk(changed)) if at == place)
            before = ast.unparse(target)
            _change(target, kind)
            if (after := ast.unparse(target)) != before:
                yield Mutant(node.lineno, f"{before} -> {after}", ast.fix_missing_locations(changed))


def _annotations(tree: ast.Module) -> set[ast.AST]:
    """What only says of which type something is: no test could notice a mistake in it."""
    said = [getattr(node, name, None) for node in ast.walk(tree) for name in ("annotation", "returns")]
    return {part for annotation in said if annotation for part in ast.walk(annotation)}


def _kinds(node: ast.AST) -> int:
    """How many mistakes a node can hold."""
    match node:
        case ast.BinOp() | ast.BoolOp() | ast.UnaryOp() | ast.AugAssign() if type(getattr(node, "op", None)) in _OTHER:
            # A sum of texts has no other operator, only another order: that is no mistake of this kind.
            return 0 if any(isinstance(part, ast.JoinedStr) or _text(part) for part in ast.walk(node)) else 1
        case ast.Compare():
            return len(node.ops)
        case ast.If() | ast.IfExp():
            return 1
        case ast.Constant(value=bool() | int() | float()):
            return 1
        case _:
            return 0


def _text(node: ast.AST) -> bool:
    return isinstance(node, ast.Constant) and isinstance(node.value, str)


def _change(node: ast.AST, kind: int) -> None:
    match node:
        case ast.Compare():
            node.ops[kind] = _OTHER[type(node.ops[kind])]()
        case ast.If() | ast.IfExp():
            node.test = ast.UnaryOp(ast.Not(), node.test)
        case ast.Constant(value=bool()):
            node.value = not node.value
        case ast.Constant():
            node.value = node.value + 1 if isinstance(node.value, int) else node.value * 1.5 or 1.0
        case _:
            node.op = _OTHER[type(node.op)]()
