"""A session that keeps webhooks: what reads a provider's records must never be able to write."""

from extract.kit.http import Reply, Session


class HookSession(Session):
    """A session that can delete as well."""

    def delete(self, path: str, *, entity: str = "-") -> Reply:
        """The reply to one DELETE. Raises: ProviderError."""
        return self._send("DELETE", path, b"", entity)
