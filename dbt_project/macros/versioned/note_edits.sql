{#
  Notes for each group that this run builds what others have written beside the raw tables, and
  how to ask for it again: nothing is built later as long as it is the same. It is noted before
  any model reads, so that what is written meanwhile counts as new.
  Example: on-run-start: "{{ note_edits() }}"
#}
{% macro note_edits() %}
    {%- set statements, groups = [], {} -%}
    {%- for id, node in versioned_nodes().items()
        if id in selected_resources and flags.WHICH in ('build', 'run') -%}
        {%- do groups.update({node.config.group: true}) -%}
    {%- endfor -%}
    {%- for group in groups -%}
        {%- set query = edits_query(lineage_of(versioned_nodes(group).keys() | list)) | trim -%}
        {%- if query -%}
            {%- do statements.append(
                'insert into ops.edits_seen (group_name, invocation_id, query, said, seen_at)'
                ~ ' select ' ~ [quoted(group), quoted(invocation_id), quoted(query)] | join(', ')
                ~ ', seen.said, now() from (' ~ query ~ ') as seen;'
            ) -%}
            {%- do statements.append(
                'delete from ops.edits_seen where group_name = ' ~ quoted(group)
                ~ ' and invocation_id <> ' ~ quoted(invocation_id)
                ~ ' and invocation_id not in (select invocation_id from ops.generations)'
                ~ ' and invocation_id not in (select active_invocation from ops.sync_metadata'
                ~ ' where active_invocation is not null)'
                ~ ' and invocation_id not in (select backup_invocation from ops.sync_metadata'
                ~ ' where backup_invocation is not null);'
            ) -%}
        {%- endif -%}
    {%- endfor -%}
    {{ statements | join('\n') }}
{% endmacro %}
