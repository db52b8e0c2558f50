{#
  The custom fields that a record's connection chose, as a JSON object of typed values in the
  order of the setting: column name to value, null where the field holds none of its type. An
  instant is ISO 8601 text in UTC. `{}` where nothing is chosen.
  fields: the JSON object that holds all of them; connection: whose choice; chosen: the rows
  (connection, column_name, column_type, custom_field_id, position), small and at hand.
  Example: chosen_object("data -> 'custom_fields'", 'rows.connection', 'chosen')
#}
{% macro chosen_object(fields, connection, chosen) -%}
    {%- set typed = [] -%}
    {%- for type in ['number', 'date', 'boolean'] -%}
        {%- do typed.append(
            "when '" ~ type ~ "' then to_json(" ~ chosen_value('held.value', type) ~ ')'
        ) -%}
    {%- endfor -%}
    {%- set instant = chosen_value('held.value', 'datetime') ~ " at time zone 'UTC'" -%}
    cast('{' || coalesce((
        select string_agg(
            '"' || held.column_name || '":' || coalesce(cast(
                case held.column_type
                    {{ typed | join(' ') }}
                    when 'datetime'
                        then to_json(replace(cast({{ instant }} as text), ' ', 'T') || 'Z')
                    else to_json({{ chosen_value('held.value', 'text') }})
                end as text
            ), 'null'), ',' order by held.position, held.column_name
        )
        from (
            select
                choice.column_name, choice.column_type, choice.position,
                {{ fields }} ->> choice.custom_field_id as value
            from {{ chosen }} as choice
            where choice.connection = {{ connection }} {{ evaluate_once() }}
        ) as held
    ), '') || '}' as {{ raw_column_type('json') }})
{%- endmacro %}
