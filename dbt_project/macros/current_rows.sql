{#
  The current state of a raw table: of all rows since each connection's newest complete
  full load (of all complete loads where none is full), the newest per key. Rows that a
  provider reported as deleted stay, with deleted = true. Without an entity each of those that
  share the table by their keys goes by its own loads.
  Example: current_rows(source('raw_runsignup', 'races_json'), 'runsignup', 'races')
#}
{% macro current_rows(landed, provider, entity=none) -%}
    {{ return(adapter.dispatch('current_rows')(
        addressed(landed), newest_snapshots(provider, entity), visible_load_ids(provider), not entity
    )) }}
{%- endmacro %}

{% macro duckdb__current_rows(landed, snapshots, visible, is_shared) -%}
    {# only narrow columns are sorted; the payload is read once, for the winners #}
    select landed.* from {{ landed }} as landed
    where landed.row_address in (
        select ranked.row_address from (
            select
                each_row.row_address,
                row_number() over (
                    partition by each_row.connection, each_row.key
                    order by
                        each_row._dlt_load_id desc, each_row.updated_at desc nulls last,
                        each_row.extracted_at desc, each_row.content_hash desc,
                        each_row.row_address desc
                ) as place
            from {{ landed }} as each_row
            left join ({{ snapshots }}) as snapshot
                on each_row.connection = snapshot.connection
                {% if is_shared -%} and {{ entity_of_key('each_row.key') }} = snapshot.entity {%- endif %}
            where each_row._dlt_load_id in ({{ visible }})
                and each_row._dlt_load_id >= coalesce(snapshot.load_id, '')
        ) as ranked
        where ranked.place = 1
    )
{%- endmacro %}

{% macro postgres__current_rows(landed, snapshots, visible, is_shared) -%}
    {# an anti join runs on every core and, unlike a sort, never moves the payload #}
    select landed.* from {{ landed }} as landed
    left join ({{ snapshots }}) as snapshot
        on landed.connection = snapshot.connection
        {% if is_shared -%} and {{ entity_of_key('landed.key') }} = snapshot.entity {%- endif %}
    where landed._dlt_load_id in ({{ visible }})
        and landed._dlt_load_id >= coalesce(snapshot.load_id, '')
        and not exists (
            select 1 from {{ landed }} as newer
            where newer.connection = landed.connection
                and newer.key = landed.key
                and newer._dlt_load_id in ({{ visible }})
                and (
                    newer._dlt_load_id, coalesce(newer.updated_at, '-infinity'),
                    newer.extracted_at, newer.content_hash, newer.row_address
                ) > (
                    landed._dlt_load_id, coalesce(landed.updated_at, '-infinity'),
                    landed.extracted_at, landed.content_hash, landed.row_address
                )
        )
{%- endmacro %}
