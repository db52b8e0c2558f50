"""Who a record at the provider is: by the provider's own id as remembered, then by ours.

Our id is a field there that the scoring side may empty or change, as it may any name or bib. The
provider's own id of a record stays, so a runner once found under it is the same one ever after.
"""

from collections.abc import Iterable, Mapping
from dataclasses import replace

from push.kit.target import Held


class Known:
    """The provider's own ids as remembered, by record."""

    def __init__(self, provider_ids: Mapping[str, str]) -> None:
        self._by_record = provider_ids
        self._owners = {own: record_id for record_id, own in provider_ids.items()}

    def named(self, record: Held) -> Held:
        """The record under the id that it has with us.

        One that shows the id of another record of ours is that other one: the provider has given
        its own id to somebody else.
        """
        owner = self._owners.get(record.provider_id)
        if owner is None or record.record_id in self._by_record:
            return record
        return replace(record, record_id=owner)

    def prefers(self, record: Held, other: Held) -> bool:
        """Whether of two records of one id the first is the one that we know."""
        own = self._by_record.get(record.record_id)
        return own is not None and other.provider_id != own == record.provider_id

    def learned(self, held: Mapping[str, Held], ours: Iterable[str]) -> dict[str, str]:
        """What is to be remembered anew: ids not known yet, and none for a record that lost its."""
        found = {one: held[one].provider_id for one in ours if one in held}
        news = {one: own for one, own in found.items() if own and self._by_record.get(one) != own}
        taken = {one.provider_id for one in held.values()}
        lost = [key for key, own in self._by_record.items() if key not in held and own in taken]
        return {**dict.fromkeys(lost, ""), **news}
