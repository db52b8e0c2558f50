{#
  A query of the ids of a provider's complete loads. A load that was cut short has no row
  with status 0, and none of its rows may be seen.
  Example: where source._dlt_load_id in ({{ visible_load_ids('runsignup') }})
#}
{% macro visible_load_ids(provider) -%}
    select complete.load_id
    from {{ source('raw_' ~ provider, '_dlt_loads') }} as complete
    where complete.status = 0
{%- endmacro %}
