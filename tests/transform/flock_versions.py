"""Other versions of the small project: a copy of it in which some texts are replaced."""

import shutil
from collections.abc import Mapping

from orchestration.workplace import ROOT
from tests.transform.flock_farm import PROJECT, Farm


def edited(farm: Farm, texts: Mapping[str, Mapping[str, str]]) -> Farm:
    """The farm built by a copy of the project; `texts` says per file what is replaced by what.

    A farm that a copy builds already has that copy edited further.
    """
    copied = farm.folder / "copy" / PROJECT.relative_to(ROOT)
    if farm.project != copied:
        shutil.copytree(PROJECT, copied)
        # its settings name the macros' folder from where the project lies
        (farm.folder / "copy" / "dbt_project").symlink_to(ROOT / "dbt_project")
    for name, replaced in texts.items():
        place = copied / name
        text = place.read_text()
        for old, new in replaced.items():
            assert old in text, f"{name} does not hold {old!r}"
            text = text.replace(old, new)
        place.write_text(text)
    return farm.of_project(copied)
