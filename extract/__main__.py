"""Runs one provider alone: `python -m extract PROVIDER`; without an argument lists the providers.

Secrets come from `SYNCLINE_<PROVIDER>_<SECRET>`, the address from `SYNCLINE_<PROVIDER>_BASE_URL`
where it is not the provider's own, the warehouse from the same variables as everywhere else.
"""

import os
import sys
from collections.abc import Mapping, Sequence

from extract.kit.connection import Connection
from extract.kit.destination import open_warehouse, target_from
from extract.kit.errors import SynclineError
from extract.kit.spec import Provider
from extract.kit.sync import SyncOptions, SyncReport, sync
from extract.providers import PROVIDERS


def connection_from(provider: Provider, env: Mapping[str, str]) -> Connection:
    """A connection named like its provider, with what the environment holds for it."""
    prefix = f"SYNCLINE_{provider.slug.upper()}_"
    secrets = {
        secret.name: env.get(prefix + secret.name.upper(), "") for secret in provider.secrets
    }
    base_url = env.get(prefix + "BASE_URL")
    settings = {"base_url": base_url} if base_url else {}
    return Connection(provider.slug, provider.slug, "local", settings, secrets)


def listing(providers: Mapping[str, Provider]) -> str:
    """The providers, their entities and the variables that hold their secrets, one per line."""
    lines = []
    for slug, provider in providers.items():
        lines.append(f"{slug}: {', '.join(entity.name for entity in provider.entities)}")
        lines += [
            f"  SYNCLINE_{slug.upper()}_{secret.name.upper()}  {secret.help}"
            for secret in provider.secrets
        ]
    return "\n".join(lines)


def summary(report: SyncReport) -> str:
    """One line per entity: how much was fetched and what became of it."""
    return "\n".join(
        f"{entity.entity} ({entity.mode}): {entity.fetched} fetched = {entity.landed} landed + "
        f"{entity.deduplicated} deduplicated + {entity.quarantined} quarantined"
        for entity in report.entities
    )


def main(arguments: Sequence[str], env: Mapping[str, str]) -> int:
    """Runs the command; 0 when all went well, 1 on an error, 2 for a wrong call."""
    if not arguments:
        print(listing(PROVIDERS))
        return 0
    provider = PROVIDERS.get(arguments[0])
    if provider is None or len(arguments) > 1:
        print(f"usage: python -m extract [{'|'.join(PROVIDERS)}]", file=sys.stderr)
        return 2
    try:
        with open_warehouse(target_from(env)) as warehouse:
            print(summary(sync(provider, connection_from(provider, env), warehouse, SyncOptions())))
    except SynclineError as error:
        print(f"error: {error}", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:], os.environ))
