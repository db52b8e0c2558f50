{#
  What speaks against serving a group's new generations, as a list of brake, subject, load id
  and reason in words: a load that is empty, sharply smaller, or disagrees with upstream's
  own total; a model with sharply fewer rows; a column that lost every value.
  Example: pulled_brakes('race', members, moves)
#}
{% macro pulled_brakes(group, members, moves) %}
    {%- set brakes = [] -%}
    {%- for row in run_query("select * from ops.flips where group_name = '" ~ group
        ~ "' order by flipped_at desc limit 1").rows if row['action'] == 'rollback' -%}
        {%- do brakes.append({
            'brake': 'rolled_back', 'subject': group, 'load_id': none,
            'reason': row['flipped_by'] ~ ' rolled it back at ' ~ row['flipped_at'] ~ '.'
        }) -%}
    {%- endfor -%}
    {%- set lineage = lineage_of(members.keys()) -%}
    {%- for provider in providers_of(lineage) -%}
        {%- for row in run_query(load_brakes(group, provider, lineage)).rows -%}
            {%- do brakes.append(row.dict()) -%}
        {%- endfor -%}
    {%- endfor -%}
    {#- a limit of 100 % leaves a model to come and go -#}
    {%- for move in moves if move.from_version and move.limit < 100 -%}
        {%- set name = move.schema ~ '.' ~ move.served -%}
        {%- set limit = [move.limit, move.load_limit] | max -%}
        {%- set least = (move.row_count_before or 0) * (100 - limit) / 100 -%}
        {%- if move.row_count < least -%}
            {%- do brakes.append({
                'brake': 'shrink', 'subject': name, 'load_id': none,
                'reason': name ~ ' would go from ' ~ move.row_count_before ~ ' rows to '
                    ~ move.row_count ~ '; at most ' ~ '%g' | format(limit)
                    ~ ' % fewer go by themselves.'
            }) -%}
        {%- endif -%}
        {%- for column in lost_columns(move) -%}
            {%- do brakes.append({
                'brake': 'lost_column', 'subject': name ~ '.' ~ column, 'load_id': none,
                'reason': name ~ '.' ~ column ~ ' held values and would hold none any more: was '
                    ~ 'it removed or renamed upstream?'
            }) -%}
        {%- endfor -%}
    {%- endfor -%}
    {{ return(brakes) }}
{% endmacro %}
