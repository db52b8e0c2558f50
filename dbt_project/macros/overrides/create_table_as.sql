{#
  PostgreSQL builds `create table as` on several cores, but `insert ... select`, which the
  adapter uses for a model under contract, on one. The contract is checked all the same.
#}
{% macro postgres__create_table_as(temporary, relation, sql) -%}
    {%- if config.get('contract').enforced and not temporary -%}
        {{ get_assert_columns_equivalent(sql) }}
    {%- endif %}
    create {{ 'temporary' if temporary }} table {{ relation }} as (
        {{ sql }}
    );
{%- endmacro %}
