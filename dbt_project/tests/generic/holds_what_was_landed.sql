{#
  Complete loads whose rows in a raw table are fewer or more than their entry in the table
  of loads says: a row that was fetched and is nowhere. What a later load has cleared away
  is in removed_count. Without an entity the table is one that all entities share by their keys
  but those that `besides` names.
  Example: holds_what_was_landed: {arguments: {provider: runsignup, entity: races}}
#}
{% test holds_what_was_landed(model, provider, entity=none, besides=[]) %}
with

landed as (
    select
        connection,
        _dlt_load_id,
        {{ entity_of_key('min(key)') ~ ' as entity,' if not entity }}
        count(*) as row_count
    from {{ model }}
    group by connection, _dlt_load_id {{ ', ' ~ entity_of_key('key') if not entity }}
),

loads as (
    select * from {{ source('raw_' ~ provider, 'loads') }}
    where
        {{ "entity = '" ~ entity ~ "'" if entity
            else "entity not in ('" ~ besides | join("', '") ~ "')" }}
        and _dlt_load_id in ({{ visible_load_ids(provider) }})
)

select
    loads.connection,
    loads._dlt_load_id,
    loads.landed_count,
    loads.removed_count,
    landed.row_count
from loads
left join landed
    on
        loads.connection = landed.connection
        and loads._dlt_load_id = landed._dlt_load_id
        {{ 'and loads.entity = landed.entity' if not entity }}
where
    loads.landed_count - coalesce(loads.removed_count, 0) <> coalesce(landed.row_count, 0)
{% endtest %}
