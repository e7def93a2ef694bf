"""All layouts, found by kind and by name."""

from importlib import import_module

from domain.kinds import Kind
from samples.layout import Layout

FOLDERS = tuple(kind.value for kind in Kind)


def _collect() -> dict[str, Layout]:
    found: dict[str, Layout] = {}
    for folder in FOLDERS:
        for layout in import_module(f"samples.layouts.{folder}").LAYOUTS:
            if layout.name in found:
                raise ValueError(
                    f"Two layouts are called {layout.name}; names must be unique over all kinds."
                )
            found[layout.name] = layout
    return found


LAYOUTS: dict[str, Layout] = _collect()
#: Between a sixth and three fifths of each kind's layouts: never drawn for training, to measure honestly.
HELD_OUT_LAYOUTS: frozenset[str] = frozenset(name for name, layout in LAYOUTS.items() if layout.held_out)


def list_layouts(kind: Kind | None = None, share: str = "train") -> list[Layout]:
    """Return the layouts of a kind (all kinds for None); `share` is `train`, `test` (held out) or `all`."""
    if share not in ("train", "test", "all"):
        raise ValueError(f"share must be train, test or all, not {share!r}")
    return [
        layout
        for layout in LAYOUTS.values()
        if (kind is None or layout.kind == kind) and (share == "all" or layout.held_out == (share == "test"))
    ]
