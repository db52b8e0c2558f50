{#
  The DuckDB adapter's table, dropped and made anew in one transaction instead of made beside the
  old one and renamed, which takes the adapter several times as long as a small table to fill.
  Example: +materialized: table
#}
{% materialization table, adapter='duckdb' %}
    {%- set existing = load_cached_relation(this) -%}
    {%- set relation = this.incorporate(type='table') -%}

    {{ run_hooks(pre_hooks, inside_transaction=False) }}
    {{ run_hooks(pre_hooks, inside_transaction=True) }}
    {%- if existing is not none -%}
        {%- call statement('clear') -%}
            drop {{ existing.type }} if exists {{ relation }}
        {%- endcall -%}
    {%- endif -%}
    {%- call statement('main') -%}
        {{ get_create_table_as_sql(False, relation, sql) }}
    {%- endcall -%}
    {%- do create_indexes(relation) -%}
    {%- do apply_grants(relation, config.get('grants'), should_revoke=False) -%}
    {%- do persist_docs(relation, model) -%}
    {{ run_hooks(post_hooks, inside_transaction=True) }}
    {{ adapter.commit() }}
    {{ run_hooks(post_hooks, inside_transaction=False) }}

    {{ return({'relations': [relation]}) }}
{% endmaterialization %}
