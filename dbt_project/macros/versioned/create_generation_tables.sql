{#
  Statements that create, or bring up to date, the tables in which generations are
  recorded: what is served (`sync_metadata`), what was built (`generations`), every
  flip, the loads that are served, who accepted what a brake had stopped, which roles
  see the rows of one timing partner only, which registration event feeds which scoring
  event, in which events people stood by a super event, which views show one
  connection's rows, by which statements a few records are replaced, what each is made
  of and which project built it, what others had written beside the raw tables, how each
  data test ended the last time, and what is gone (`deletions`, in each domain).
  Example: on-run-start: "{{ create_generation_tables() }}"
#}
{% macro create_generation_tables() %}
    {%- set tables = {
        'ops.sync_metadata': 'group_name text, entity text, schema_name text,
            served_name text, active_version integer, backup_version integer,
            row_count bigint, backup_row_count bigint, load_ids text,
            backup_load_ids text, active_invocation text, backup_invocation text,
            key_columns text, partner_column text,
            flipped_at timestamptz, flipped_by text',
        'ops.generations': 'group_name text, entity text, schema_name text,
            served_name text, version integer, invocation_id text, row_count bigint,
            filled_columns text, load_ids text, built_at timestamptz',
        'ops.flips': 'group_name text, entity text, action text, from_version integer,
            to_version integer, row_count_before bigint, row_count bigint, load_ids text,
            invocation_id text, flipped_at timestamptz, flipped_by text',
        'ops.served_loads': 'group_name text, provider text, connection text,
            entity text, load_id text, landed_count bigint, flipped_at timestamptz',
        'ops.partner_roles': 'role_name text, timing_partner_id text, granted_at timestamptz,
            granted_by text',
        'ops.event_mappings': event_mapping_columns(),
        'ops.joined_places': 'source_provider text, connection text, registration_id text,
            whole_id text, event_id text, noted_at timestamptz',
        'ops.connection_views': 'schema_name text, view_name text, connection text, entity text,
            made_at timestamptz',
        'ops.patches': 'group_name text, entity text, invocation_id text, raw_schema text,
            raw_entity text, raw_relation text, key_column text, relation text, steps text',
        'ops.test_results': 'test_id text, test_name text, model text, group_name text,
            status text, failure_count bigint, message text, tested_at timestamptz',
        'ops.raw_tables_read': 'group_name text, entity text, raw_schema text, raw_entity text',
        'ops.edits_seen': 'group_name text, invocation_id text, query text, said text,
            seen_at timestamptz',
        'ops.builds': 'group_name text, made_by text, standing text, noted_at timestamptz',
        'ops.acceptances': 'group_name text, brake text, subject text, load_id text,
            reason text, accepted_at timestamptz, accepted_by text'
    } -%}
    {%- for schema in versioned_nodes().values() | map(attribute='schema') | unique -%}
        {%- do tables.update({schema ~ '.deletions':
            'entity text, record_key text, connection text, payload ' ~ raw_column_type('json')
            ~ ', reason text, deleted_at timestamptz, restored_at timestamptz'
        }) -%}
    {%- endfor -%}
    {{ create_or_widen(tables) if execute }}
    {%- for name in tables if name.endswith('.deletions') and target.type == 'postgres' %}
    create index if not exists deletions_open_key on {{ name }} (entity, record_key)
        where restored_at is null;
    {%- endfor %}
    {{ create_partner_lookup(target.type) }}
{% endmacro %}
