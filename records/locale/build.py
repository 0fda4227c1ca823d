"""Build hook that compiles the message catalogues of the installed program."""

from pathlib import Path
from typing import Any

from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from hatchling.builders.hooks.plugin.interface import BuildHookInterface

HERE = Path(__file__).parent


def compile_catalogues(folder: Path = HERE) -> list[Path]:
    """Write `prozvit.mo` beside each `prozvit.po` under `folder` and return the written files."""
    written = []
    for source in sorted(folder.glob("*/LC_MESSAGES/prozvit.po")):
        with source.open("rb") as lines:
            catalogue = read_po(lines, locale=source.parts[-3])
        target = source.with_suffix(".mo")
        with target.open("wb") as out:
            write_mo(out, catalogue)
        written.append(target)
    return written


class CompileCatalogues(BuildHookInterface[Any]):
    """Runs before a wheel or an editable install is built."""

    PLUGIN_NAME = "custom"

    def initialize(self, _version: str, _build_data: dict[str, Any]) -> None:
        """Compile every catalogue of the checkout."""
        compile_catalogues()


if __name__ == "__main__":
    compile_catalogues()
