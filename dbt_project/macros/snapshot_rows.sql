{#
  The newest complete full load of each connection in a raw table that is only ever read
  whole: every distinct copy of a record, where current_rows keeps one per key. What came
  twice in the same bytes counts once. A load that is not full counts for nothing.
  Example: snapshot_rows(source('raw_nowrepblue', 'boards_json'), 'nowrepblue', 'boards')
#}
{% macro snapshot_rows(landed, provider, entity) -%}
    {%- set rows = addressed(landed) -%}
    select landed.* from {{ rows }} as landed
    where landed.row_address in (
        select max(each_copy.row_address)
        from {{ rows }} as each_copy
        inner join ({{ newest_snapshots(provider, entity) }}) as snapshot
            on
                each_copy.connection = snapshot.connection
                and each_copy._dlt_load_id = snapshot.load_id
        group by each_copy.connection, each_copy.key, each_copy.content_hash
    )
{%- endmacro %}
