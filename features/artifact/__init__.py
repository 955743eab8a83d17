"""The contract between training and service: a folder of arrays with a manifest per version, published whole.

Everything is `.npy` (memory-mapped, no pickle) or JSON: it can't run code. Texts are UTF-8 bytes and offsets.
"""

from features.artifact.bundle import Array, Model, open_model, publish, refuse_future, stamp
from features.artifact.folder import (
    current,
    make_current,
    replace_current,
    roles,
    roll_back,
    serving,
    versions,
)
from features.artifact.keeping import sweep, training
from features.artifact.manifest import FORMAT, Comparison, Manifest, Notice, read_manifest, recipe_hash

__all__ = [
    "FORMAT",
    "Array",
    "Comparison",
    "Manifest",
    "Model",
    "Notice",
    "current",
    "make_current",
    "open_model",
    "publish",
    "read_manifest",
    "recipe_hash",
    "refuse_future",
    "replace_current",
    "roles",
    "roll_back",
    "serving",
    "stamp",
    "sweep",
    "training",
    "versions",
]
