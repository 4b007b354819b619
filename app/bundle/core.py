"""Make Pyodide's own core lighter to start, for it has to run before anything else can.

It is made to load any package. This bundle's are known, and so is what they use of it.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable

from app.bundle import wasm

NAME = "_createPyodideModule"
BEGIN, END = f"async function {NAME}(", f"}}export default {NAME};"
EXPORT = re.compile(r'(_\w+)=Module\["\1"\]=wasmExports\["\w+"\](?:\.value>>>0)?;?')
LIST = re.compile(r"(?<=\bvar )_\w+(?:,_\w+){99,}(?=;)")
WORD = re.compile(r"[\w$]+")
ONLY_EXPORTED = 3
"""How often a name occurs that is declared, assigned, put on the module, and never used."""


class CoreError(ValueError):
    """Pyodide's script is not what it was when this was written; the message says where."""


def runtime_for(module: bytes, script: str, libraries: Iterable[bytes]) -> bytes:
    """The runtime, offering only what itself, ``script`` and the libraries to be loaded ask for.

    Emscripten has thousands of functions offered, one by one found a place in the table and a number of its own at every start.
    """
    asked = set(WORD.findall(script)).union(*map(wasm.imported, (module, *libraries)))
    return wasm.exporting(module, asked)


def lightened(script: str, loader: str) -> str:
    """Leave out what nothing uses, and have the rest read once instead of twice.

    Emscripten gives every function of the runtime a variable and a place on the module: thousands, of which the script itself and
    ``loader``, the script that loads it, use few; libraries find them among the exports. An engine reads a function's inside a
    second time when it is first called, unless the function stands in parentheses.
    """
    if script.count(BEGIN) != 1 or not script.rstrip().endswith(END):
        raise CoreError(f"pyodide.asm.mjs does not consist of one function {NAME}")
    occurrences = Counter(WORD.findall(script)) + Counter(WORD.findall(loader))
    unused = {name for name in EXPORT.findall(script) if occurrences[name] == ONLY_EXPORTED}
    if not unused:
        raise CoreError("pyodide.asm.mjs does not put the runtime's exports on the module as it did")
    script = EXPORT.sub(lambda found: "" if found[1] in unused else found[0], script)
    script = LIST.sub(lambda found: ",".join(name for name in found[0].split(",") if name not in unused), script)
    return script.rstrip().removesuffix(END).replace(BEGIN, f"const {NAME}=(async function(", 1) + END.replace("}", "});", 1)
