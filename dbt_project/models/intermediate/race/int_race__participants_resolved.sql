{% set person = [
    'race_id', 'event_id', 'first_name', 'last_name', 'email', 'phone', 'gender', 'city',
    'state', 'country_code', 'bib_number', 'chip', 'team_name', 'choice', 'age',
    'date_of_birth', 'registration_date',
] %}
{% set live_or_removed = [] %}
{% for column in person %}
    {% do live_or_removed.append(
        'case when live.registration_id is null then removals.' ~ column
        ~ ' else live.' ~ column ~ ' end as ' ~ column
    ) %}
{% endfor %}

with

live as (
    select * from {{ ref('int_race__participants_unioned') }} where not is_removal
),

removals as (
    select * from {{ ref('int_race__participants_unioned') }} where is_removal
),

-- what was removed before any load saw it live stands here with what the removal says
paired as (
    select
        coalesce(live.source_provider, removals.source_provider) as source_provider,
        coalesce(live.connection, removals.connection) as connection,
        coalesce(live.registration_id, removals.registration_id) as registration_id,
        {{ live_or_removed | join(',\n        ') }},
        removals.transferred_to,
        removals.removed_reason,
        -- a registration that is live again has a newer stamp than its removal
        removals.registration_id is not null
        and not coalesce(live.updated_at > removals.updated_at, false) as is_removed,
        live.updated_at as live_updated_at,
        live.extracted_at as live_extracted_at,
        removals.updated_at as removed_at,
        removals.extracted_at as removal_extracted_at
    from live
    full join removals
        on
            live.source_provider = removals.source_provider
            and live.connection = removals.connection
            and live.registration_id = removals.registration_id
),

final as (
    select
        source_provider,
        connection,
        registration_id,
        case when is_removed then transferred_to end as transferred_to,
        {{ person | join(',\n        ') }},
        case when is_removed then removed_reason end as removed_reason,
        is_removed,
        case when is_removed then removed_at else live_updated_at end as updated_at,
        case
            when is_removed then removal_extracted_at else live_extracted_at
        end as extracted_at
    from paired
)

select * from final
