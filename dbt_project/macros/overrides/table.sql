{#
  The DuckDB adapter's table, replaced in one statement instead of made beside the old one and
  renamed, which takes it several times as long as a small table takes to fill.
  Example: +materialized: table
#}
{% materialization table, adapter='duckdb' %}
    {%- set existing = load_cached_relation(this) -%}
    {%- set relation = this.incorporate(type='table') -%}

    {{ run_hooks(pre_hooks, inside_transaction=False) }}
    {{ run_hooks(pre_hooks, inside_transaction=True) }}
    {%- if existing is not none and not existing.is_table -%}
        {%- do adapter.drop_relation(existing) -%}
    {%- endif -%}
    {%- call statement('main') -%}
        create or replace table {{ relation }} as (
            {{ sql }}
        )
    {%- endcall -%}
    {%- do create_indexes(relation) -%}
    {%- do apply_grants(relation, config.get('grants'), should_revoke=False) -%}
    {%- do persist_docs(relation, model) -%}
    {{ run_hooks(post_hooks, inside_transaction=True) }}
    {{ adapter.commit() }}
    {{ run_hooks(post_hooks, inside_transaction=False) }}

    {{ return({'relations': [relation]}) }}
{% endmaterialization %}
