"""Print the table of the speed limits: python benchmarks/run.py [--only save] [--records N,M]."""

import argparse
import gc
import sys
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from benchmarks import drawing, files, instances, pages, saving, starting
from benchmarks.instances import Instance
from benchmarks.measuring import Result

Job = Callable[[list[Instance]], Iterator[Result]]
JOBS: dict[str, Job] = {
    "start": starting.start,
    "tally": pages.tally,
    "map": drawing.drawn,
    "list": pages.lists,
    "csv": files.csv_file,
    "xlsx": files.excel_file,
    "save": saving.save,
    "writers": saving.writers,
}
_LINE = "{:<58}{:>12}{:>12}  {:<8}{:>8}{:>8}  {}"


def main(arguments: Sequence[str] | None = None) -> int:
    """Measure and print; return 1 if a limit is not kept."""
    asked = _parsed(arguments)
    filled = [instances.filled(number, asked.keep) for number in sorted(asked.records)]
    # As the server does: what a start leaves behind is not looked through again and again.
    gc.collect()
    gc.freeze()
    print(_LINE.format("job", "measured", "floor", "unit", "ratio", "limit", ""))
    kept = True
    for name in asked.only:
        for result in JOBS[name](filled):
            kept = kept and result.ok
            print(_told(result), flush=True)
    return 0 if kept else 1


def _parsed(arguments: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument(
        "--records", type=_numbers, default=[100_000, 1_000_000], help="such as 100000,1000000"
    )
    parser.add_argument("--only", type=_names, default=list(JOBS), help=", ".join(JOBS))
    parser.add_argument("--keep", type=Path, help="where the filled instances are kept")
    return parser.parse_args(arguments)


def _numbers(text: str) -> list[int]:
    return [int(number) for number in text.split(",")]


def _names(text: str) -> list[str]:
    names = text.split(",")
    if unknown := set(names) - set(JOBS):
        raise argparse.ArgumentTypeError(f"unknown: {', '.join(sorted(unknown))}")
    return names


def _told(result: Result) -> str:
    return _LINE.format(
        result.job,
        f"{result.measured:,.2f}",
        f"{result.floor:,.2f}",
        result.unit,
        f"{result.ratio:.2f}",
        f"{result.limit:.2f}",
        "ok" if result.ok else "over",
    )


if __name__ == "__main__":
    sys.exit(main())
