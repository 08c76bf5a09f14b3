"""The model of linkage that is used: the one that ships, or one that was trained here and chosen.

A choice holds from the next night on, and any earlier model can be chosen again.
"""

from __future__ import annotations

import hashlib
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sqlalchemy import Connection

from zhiben.errors import ZhibenError
from zhiben.matching.item_model import ItemModel, ItemModelError, load_item_model
from zhiben.orchestration.reference import item_sense
from zhiben.settings import Settings
from zhiben.warehouse import linkage
from zhiben.warehouse.connection import connect

if TYPE_CHECKING:
    from zhiben.matching.scoring import ItemSense

SHIPPED = "shipped"  # what the model that comes with zhiben is called when one is chosen
_BACK = "Use another: zhiben linkage list, zhiben linkage use shipped."


def model_in_use(settings: Settings, connection: Connection) -> ItemModel:
    """The model that was chosen last, or the one that ships.

    Raises:
        ItemModelError: when its file is missing, damaged, changed, or of another version.
    """
    version = linkage.chosen_version(connection)
    return load_item_model() if version is None else _trained(settings, connection, version)


def load_item_sense(settings: Settings, connection: Connection) -> ItemSense:
    """What a night knows of hazards and items, with the model that is in use.

    Raises:
        ZhibenError: when the words or a trained model are unusable.
    """
    return item_sense(settings, model_in_use(settings, connection))


def _trained(settings: Settings, connection: Connection, version: str) -> ItemModel:
    known = {one.version: one for one in linkage.trained_models(connection)}
    if version not in known:
        raise ZhibenError(f"There is no model {version!r}.", "zhiben linkage list shows all.")
    path = model_file(settings, version)
    try:
        found = sha256_of(path)
    except OSError as error:
        words = f"{path}: the model {version} cannot be read: {error.strerror}."
        raise ItemModelError(words, _BACK) from error
    if found != known[version].sha256:
        raise ItemModelError(
            f"{path}: not the file that was trained as {version}: it was damaged or changed.", _BACK
        )
    try:
        return load_item_model(path)
    except ItemModelError as error:
        raise ItemModelError(error.message, _BACK) from error


def model_file(settings: Settings, version: str) -> Path:
    """Where a model that was trained here is kept."""
    return settings.models / f"{version}.json"


def sha256_of(path: Path) -> str:
    """What tells whether a model's file is the one that was recorded."""
    return hashlib.sha256(path.read_bytes()).hexdigest()


def list_models(settings: Settings) -> list[dict[str, Any]]:
    """The model that ships and all that were trained here, with figures; which one is used."""
    with connect(settings).connect() as connection:
        chosen = linkage.chosen_version(connection)
        trained = linkage.trained_models(connection)
    shipped = load_item_model()
    first = {
        "version": shipped.version, "is_used": chosen is None, "based_on": None, "made_at": None,
        "made_by": "zhiben", "figures": dict(shipped.figures),
    }  # fmt: skip
    names = ("version", "based_on", "made_at", "made_by", "figures")
    return [
        first,
        *(
            {**{name: getattr(one, name) for name in names}, "is_used": one.version == chosen}
            for one in trained
        ),
    ]


def use_model(settings: Settings, version: str, by: str, why: str, at: datetime) -> str:
    """Link by a model from the next night on; give back its version.

    Rows that are placed stay where they are. ``version`` is one of :func:`list_models`, or
    ``shipped``.

    Raises:
        ZhibenError: when there is no such model, its file cannot be used, or nobody says why.
    """
    if not by.strip() or not why.strip():
        raise ZhibenError("A choice needs somebody and a reason.", "Say them with --by and --why.")
    shipped = load_item_model().version
    wanted = None if version in {SHIPPED, shipped} else version
    with connect(settings).begin() as connection:
        if wanted is not None:
            _trained(settings, connection, wanted)
        linkage.choose(connection, wanted, by, why, at)
    return wanted or shipped
