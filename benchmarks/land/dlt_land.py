"""dlt's own way: its `rest_api` source, at its defaults or with the settings for speed."""

import os

from benchmarks.land import peer


def land(order: peer.Order) -> int:
    """Lands every record in typed columns; gives back how many.

    Tuned means: no child tables, no gzip of the files between the steps, parquet for DuckDB.
    Parquet into PostgreSQL takes a driver that cannot write `jsonb`, so inserts stay there.
    """
    os.environ["RUNTIME__DLTHUB_TELEMETRY"] = "false"
    # dlt wants a password also where the server asks for none.
    os.environ.setdefault("DESTINATION__POSTGRES__CREDENTIALS__PASSWORD", "none")
    if order.tuned:
        os.environ["NORMALIZE__DATA_WRITER__DISABLE_COMPRESSION"] = "true"
        os.environ["DATA_WRITER__DISABLE_COMPRESSION"] = "true"
    import tempfile

    import dlt
    from dlt.sources.rest_api import rest_api_source

    source = rest_api_source(
        {
            "client": {
                "base_url": order.url,
                "paginator": {"type": "page_number", "base_page": 1, "total_path": None},
            },
            "resources": [
                {"name": "participants",
                 "endpoint": {"path": "participants", "data_selector": "participants"}},
            ],
        }
    )  # fmt: skip
    if order.tuned:
        source.max_table_nesting = 0
    makers = {"duckdb": dlt.destinations.duckdb, "postgres": dlt.destinations.postgres}
    with tempfile.TemporaryDirectory() as folder:
        pipeline = dlt.pipeline(
            pipeline_name="bench",
            pipelines_dir=folder,
            destination=makers[order.engine](order.location),
            dataset_name="typed",
        )
        if order.tuned and order.engine == "duckdb":
            pipeline.run(source, loader_file_format="parquet")
        else:
            pipeline.run(source)
        trace = pipeline.last_trace
        assert trace is not None
        assert trace.last_normalize_info is not None
        return int(trace.last_normalize_info.row_counts["participants"])


if __name__ == "__main__":
    peer.run(land)
