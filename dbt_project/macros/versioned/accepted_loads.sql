{#
  Statements that record who accepted what the brakes had stopped.
  Example: accepted_loads('race', brakes, 'ada')
#}
{% macro accepted_loads(group, brakes, who) %}
    {%- for brake in brakes %}
    insert into ops.acceptances (
        group_name, brake, subject, load_id, reason, accepted_at, accepted_by
    ) values (
        '{{ group }}', '{{ brake.brake }}', {{ quoted(brake.subject) }},
        {{ quoted(brake.load_id) }}, {{ quoted(brake.reason) }},
        {{ dbt.current_timestamp() }}, {{ quoted(who) }}
    );
    {%- endfor %}
{% endmacro %}
