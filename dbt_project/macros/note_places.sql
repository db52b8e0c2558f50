{#
  Notes in which events people stand by a super event, from the generation of
  `unified_participants` that was just built. A move leaves no trace at the provider but the
  event that the registration is in now, so what it left is known from here alone. An id is cut
  rather than put together, as PostgreSQL joins by what each side has alone.
  Example: config(post_hook="{{ note_places() }}")
#}
{% macro note_places() %}
{%- set version = idle_version(model) if execute -%}
{%- set name = generation_name(model, version) -%}
{%- set served = this.incorporate(path={'identifier': name}) -%}
    insert into ops.joined_places (
        source_provider, connection, registration_id, whole_id, event_id, noted_at
    )
    select
        part.source_provider,
        part.connection,
        whole.registration_id,
        whole.event_id,
        part.event_id,
        now()
    from {{ served }} as part
    inner join {{ served }} as whole
        on
            part.source_provider = whole.source_provider
            and part.connection = whole.connection
            and substr(part.registration_id, length(part.event_id) + 2)
            = whole.registration_id
    where
        strpos(part.registration_id, part.event_id || '|') = 1
        and part.status = 'active'
        and whole.status = 'active'
        and part.connection in (
            select events.connection from {{ ref('int_race__events_unioned') }} as events
            where events.sub_event_ids is not null
        )
        and not exists (
            select 1 from ops.joined_places as noted
            where
                noted.source_provider = part.source_provider
                and noted.connection = part.connection
                and noted.registration_id = whole.registration_id
                and noted.event_id = part.event_id
        )
{% endmacro %}
