{#
  The columns of a served model that hold a value in at least one row of twenty and would hold
  none at all in its new generation. Fewer values than that come and go by themselves, and so do
  all of a column whose meta says `may_empty: true`.
  Example: lost_columns(move) -> ['bio']
#}
{% macro lost_columns(move) %}
    {%- set lost = [] -%}
    {%- set before = run_query("select filled_columns from ops.generations where entity = '"
        ~ move.entity ~ "' and version = " ~ move.from_version).rows -%}
    {%- for column in (before[0][0] or '').split(',') if before and move.row_count
        and column and column not in move.filled and column not in move.may_empty -%}
        {%- set share = run_query('select 20 * count(' ~ adapter.quote(column)
            ~ ') >= count(*) from ' ~ move.schema ~ '.' ~ move.from_table).rows -%}
        {%- if share[0][0] -%}
            {%- do lost.append(column) -%}
        {%- endif -%}
    {%- endfor -%}
    {{ return(lost) }}
{% endmacro %}
