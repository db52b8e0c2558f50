{#
  By how many percent each load in a lineage may shrink by itself at most, where its connection
  says so, by `<provider>.<entity>`: a model made of it may then lack as many rows.
  Example: load_limits(lineage_of(ids)) -> {'nowrepblue.talents': 50}
#}
{% macro load_limits(lineage) %}
    {%- set found, queries = {}, [] -%}
    {%- for provider in providers_of(lineage) -%}
        {%- do queries.append(
            "select '" ~ provider ~ ".' || newest.entity as name, "
            ~ 'max(case when empty_allowed and landed_count = 0 then 100 '
            ~ 'else shrink_limit_pct end) as limit_pct from ('
            ~ newest_full_loads(provider, lineage) ~ ') as newest group by newest.entity'
        ) -%}
    {%- endfor -%}
    {%- for row in (run_query(queries | join(' union all ')).rows if queries else []) -%}
        {%- do found.update({row[0]: (row[1] or 0) | float}) -%}
    {%- endfor -%}
    {{ return(found) }}
{% endmacro %}
