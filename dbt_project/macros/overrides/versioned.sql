{#
  Builds a model into the generation that nobody is served from. One transaction claims the
  generation, replaces it and records it, so that a build that breaks off leaves the kept
  generation as it was. The served view is left alone: `flip_groups` moves it, when every
  node of the group has passed.
  Example: +materialized: versioned
#}
{% materialization versioned, default %}
    {%- set version = idle_version(model) -%}
    {%- set generation = this.incorporate(
        path={'identifier': generation_name(model, version)}, type='table'
    ) -%}
    {%- set load_ids = newest_load_ids(model) -%}

    {{ run_hooks(pre_hooks, inside_transaction=False) }}
    {{ run_hooks(pre_hooks, inside_transaction=True) }}
    {%- call statement('claim') -%}
        {{ claim_generation(model, version) }}
    {%- endcall -%}
    {%- call statement('clear') -%}
        {{ drop_idle_generation(generation) }}
    {%- endcall -%}
    {%- call statement('main') -%}
        {{ get_create_table_as_sql(False, generation, sql) }}
    {%- endcall -%}
    {%- set names = refuse_broken_columns(this, generation) -%}
    {%- do create_indexes(generation) -%}
    {%- do create_lookups(model, generation) -%}
    {%- do carry_over(model, version) -%}
    {%- if planner_figures(generation).strip() -%}
        {#- the models that are built from it are planned by them -#}
        {%- call statement('figures') %} {{ planner_figures(generation) }} {% endcall -%}
    {%- endif -%}
    {%- do apply_grants(generation, config.get('grants'), should_revoke=False) -%}
    {%- do persist_docs(generation, model) -%}
    {{ run_hooks(post_hooks, inside_transaction=True) }}
    {%- call statement('record') -%}
        {{ record_generation(model, generation, names, load_ids) }}
    {%- endcall -%}
    {{ adapter.commit() }}
    {{ run_hooks(post_hooks, inside_transaction=False) }}

    {{ return({'relations': [generation]}) }}
{% endmaterialization %}
