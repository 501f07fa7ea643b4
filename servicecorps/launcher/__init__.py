"""What run.py does before the program itself runs; standard library only."""

from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]


class Stop(Exception):
    """The start cannot go on; one sentence in Chinese and one in English say why."""

    def __init__(self, chinese: str, english: str) -> None:
        super().__init__(f"{chinese}\n{english}")


def say(chinese: str, english: str) -> None:
    """Tell the person at the terminal what is going on."""
    print(f"{chinese}  {english}", flush=True)
