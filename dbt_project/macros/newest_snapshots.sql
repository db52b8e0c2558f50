{#
  A query of the newest complete full load of an entity per connection; without an entity, of
  each entity.
  Example: left join ({{ newest_snapshots('runsignup', 'races') }}) as snapshot on ...
#}
{% macro newest_snapshots(provider, entity) -%}
    select newest.connection, newest.entity, max(newest._dlt_load_id) as load_id
    from {{ source('raw_' ~ provider, 'loads') }} as newest
    where {{ "newest.entity = '" ~ entity ~ "'" if entity else 'true' }}
        and newest.mode = 'full'
        and newest._dlt_load_id in ({{ visible_load_ids(provider) }})
    group by newest.connection, newest.entity
{%- endmacro %}
