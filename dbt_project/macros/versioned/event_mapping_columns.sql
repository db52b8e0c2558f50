{#
  The columns of `ops.event_mappings`, which says where the people of a registration event go.
  A person decides on an event_id, for one choice or, where it is null, for all. A connection's
  settings name a race, event_id and event_name null, and events of it by their names.
  Without scoring_event nobody is sent; without scoring_connection, nowhere.
  Example: 'create table ops.event_mappings (' ~ event_mapping_columns() ~ ')'
#}
{% macro event_mapping_columns() -%}
    timing_partner_id text, connection text, race_id text, event_id text, event_name text,
    choice text, scoring_connection text, scoring_race_id text, scoring_event text, state text,
    score numeric(5, 2), is_ambiguous boolean, reason text, decided_at timestamptz,
    decided_by text, locked_at timestamptz, unlocked_at timestamptz, unlocked_by text
{%- endmacro %}
