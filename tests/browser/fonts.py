"""A system that has one odd font, so that nothing of the page can rest on what else is usually there."""

import shutil
from importlib.resources import files
from pathlib import Path

ODD = "League Gothic"
"""Letters a third narrower than the page's; Panel ships it, so that it is wherever the tests are."""
_CONFIGURATION = """<?xml version="1.0"?>
<!DOCTYPE fontconfig SYSTEM "urn:fontconfig:fonts.dtd">
<fontconfig><dir>{fonts}</dir><cachedir>{cache}</cachedir></fontconfig>
"""


def one_odd_font(folder: Path) -> Path:
    """Write such a system's configuration into a folder, for ``FONTCONFIG_FILE``.

    Chromium itself does not start where there is no font at all.
    """
    (font,) = Path(str(files("panel"))).rglob("league-gothic.ttf")
    fonts = folder / "fonts"
    fonts.mkdir(parents=True, exist_ok=True)
    shutil.copy(font, fonts)
    path = folder / "fonts.conf"
    path.write_text(_CONFIGURATION.format(fonts=fonts, cache=folder / "cache"))
    return path
