"""Run the benchmarks and print one table: `python -m benchmarks [--peers] [--full]`."""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path

from benchmarks import peers
from benchmarks.rows import machine, rows


def main() -> None:
    """Print the table row by row as it is measured."""
    print(machine())
    print(f"\n| {'what':<52} | {'against':<29} |     ours |   theirs | ratio | goal | met |")
    print(f"| {'-' * 52} | {'-' * 29} | -------: | -------: | ----: | ---: | --- |")
    with tempfile.TemporaryDirectory() as folder:
        wanted = peers.alone if "--peers" in sys.argv[1:] else rows
        for row in wanted(Path(folder), full="--full" in sys.argv[1:]):
            print(
                f"| {row.what:<52} | {row.against:<29} "
                f"| {row.ours:>5.1f} {row.unit} | {row.theirs:>5.1f} {row.unit} "
                f"| {row.ratio:>5.2f} | {row.goal:>4g} | {'yes' if row.met else 'NO':<3} |",
                flush=True,
            )


if __name__ == "__main__":
    main()
