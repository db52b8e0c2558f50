{#
  The current state of a raw table whose records carry their provider's own stamp: of all rows
  since each connection's newest complete full load, per key the one that was changed last by
  that stamp (where it has none, by when it was read), whatever order they landed in. Rows of
  records that are gone stay, with deleted = true. `last_webhook_at` is the newest moment that
  any row's context names for a webhook, as text.
  Example: latest_rows(source('raw_current_rms', 'opportunities_json'), 'current_rms', 'opportunities')
#}
{% macro latest_rows(landed, provider, entity) -%}
    {%- set rows, in_order = addressed(landed), [
        'case when each_row._dlt_load_id >= coalesce(snapshot.load_id, \'\') then 0 else 1 end',
        'coalesce(each_row.updated_at, each_row.extracted_at) desc', 'each_row._dlt_load_id desc',
        'each_row.extracted_at desc', 'each_row.content_hash desc', 'each_row.row_address desc'
    ] -%}
    select landed.*, ranked.last_webhook_at
    from {{ rows }} as landed
    inner join (
        select
            each_row.row_address,
            each_row._dlt_load_id >= coalesce(snapshot.load_id, '') as is_current,
            max(each_row.data -> '_context' ->> 'webhook_at') over (
                partition by each_row.connection, each_row.key
            ) as last_webhook_at,
            row_number() over (
                partition by each_row.connection, each_row.key
                order by {{ in_order | join(', ') }}
            ) as place
        from {{ rows }} as each_row
        left join ({{ newest_snapshots(provider, entity) }}) as snapshot
            on each_row.connection = snapshot.connection
        where each_row._dlt_load_id in ({{ visible_load_ids(provider) }})
    ) as ranked on landed.row_address = ranked.row_address
    where ranked.place = 1 and ranked.is_current
{%- endmacro %}
