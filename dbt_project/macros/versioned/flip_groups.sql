{#
  At the end of a run: serves the new generation of each group whose models and data tests all
  ran and passed, and says of every other group that the run touched why nothing moved.
  Gives back SQL that makes the run red when a flip was refused.
  Example: on-run-end: "{{ flip_groups(results) }}"
#}
{% macro flip_groups(results) %}
    {%- set refusals = [] -%}
    {%- set groups = versioned_nodes().values() | map(attribute='config.group') -%}
    {%- for group in groups | unique | sort if flags.WHICH in ('build', 'run') -%}
        {%- set members = versioned_nodes(group) -%}
        {%- if members.keys() | select('in', selected_resources) | list -%}
            {%- set reason = reason_not_to_flip(group, members, results) -%}
            {%- if reason -%}
                {%- do log(group ~ ': nothing was flipped. ' ~ reason, info=true) -%}
            {%- else -%}
                {%- set refusal = flip_or_refuse(group, members) -%}
                {%- do refusals.append(refusal) if refusal -%}
                {%- do record_patches(members, results) if not refusal -%}
                {%- do record_raw_tables(members) if not refusal -%}
                {%- do serve_live(members, results) if not refusal -%}
            {%- endif -%}
        {%- endif -%}
    {%- endfor -%}
    {%- if refusals -%}
        {{ fail_with(refusals | join(' ')) }}
    {%- endif -%}
{% endmacro %}
