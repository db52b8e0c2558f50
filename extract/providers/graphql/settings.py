"""The settings of a GraphQL connection; what one query says goes before the connection's own."""

from extract.kit.settings import BATCH_SIZE, PACED, TIMEOUT, Setting
from extract.providers.graphql import assumed

SETTINGS = (
    PACED,
    BATCH_SIZE.having(assumed.BATCH_SIZE),
    TIMEOUT.having(assumed.READ_SECONDS),
    Setting("endpoint", "url", "where the API answers"),
    Setting("queries", "list", "the queries, each a table with name, query, data_path and more"),
    Setting("timezone", "zone", "zone of times that come without one", "UTC"),
    Setting("introspection", "switch", "ask the schema for the columns' types", default=True),
    Setting("rate_limit_delay_ms", "number", "pause between calls", assumed.DELAY_MS, 0, 600_000),
    Setting("sync_batch_size", "whole", "older name of batch_size", None, 1, 10_000),
    Setting("timeout_ms", "number", "older name of timeout_seconds", None, 1, 3_600_000),
    Setting("read_seconds", "number", "older name of timeout_seconds", None, 0.1, 3600),
)
