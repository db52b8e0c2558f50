{% set person = [
    'race_id', 'event_id', 'first_name', 'last_name', 'email', 'phone', 'gender', 'city',
    'state', 'country_code', 'bib_number', 'chip', 'team_name', 'age', 'date_of_birth',
    'registration_date',
] %}
{% set columns = person | join(',\n        ') %}
{% set live_columns = 'live.' ~ person | join(',\n        live.') %}

with

-- read twice, yet cheaper read twice than kept: the second time for its keys only
live as not materialized (
    select * from {{ ref('int_race__participants_unioned') }} where not is_removal
),

removals as not materialized (
    select * from {{ ref('int_race__participants_unioned') }} where is_removal
),

-- a registration that is live again has a newer stamp than its removal
known as (
    select
        live.source_provider,
        live.connection,
        live.registration_id,
        {{ live_columns }},
        live.updated_at as live_updated_at,
        live.extracted_at as live_extracted_at,
        removals.transferred_to,
        removals.removed_reason,
        removals.updated_at as removed_at,
        removals.extracted_at as removal_extracted_at,
        removals.registration_id is not null
        and not coalesce(live.updated_at > removals.updated_at, false) as is_removed
    from live
    left join removals
        on
            live.source_provider = removals.source_provider
            and live.connection = removals.connection
            and live.registration_id = removals.registration_id
),

-- removed before any load saw it live
never_seen_live as (
    select removals.*
    from removals
    where not exists (
        select 1
        from live
        where
            live.source_provider = removals.source_provider
            and live.connection = removals.connection
            and live.registration_id = removals.registration_id
    )
),

final as (
    select
        source_provider,
        connection,
        registration_id,
        case when is_removed then transferred_to end as transferred_to,
        {{ columns }},
        case when is_removed then removed_reason end as removed_reason,
        is_removed,
        case when is_removed then removed_at else live_updated_at end as updated_at,
        case
            when is_removed then removal_extracted_at else live_extracted_at
        end as extracted_at
    from known

    union all

    select
        source_provider,
        connection,
        registration_id,
        transferred_to,
        {{ columns }},
        removed_reason,
        true as is_removed,
        updated_at,
        extracted_at
    from never_seen_live
)

select * from final
