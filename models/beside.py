"""The same done for several things at once, in threads: for work that leaves Python's lock.

numpy's transforms, FFmpeg, ONNX and CTranslate2 do. Whoever has one core gives ``cores`` 1, and nothing is
started.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

_Item = TypeVar("_Item")
_Result = TypeVar("_Result")


def side_by_side(do: Callable[[_Item], _Result], items: Sequence[_Item], cores: int) -> list[_Result]:
    """What ``do`` gives for each item, in their order; the first one that raises is raised here."""
    if min(cores, len(items)) < 2:
        return [do(one) for one in items]
    with ThreadPoolExecutor(min(cores, len(items)), "beside") as pool:
        return list(pool.map(do, items))
