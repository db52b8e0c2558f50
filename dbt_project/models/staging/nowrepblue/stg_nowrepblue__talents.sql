{% set talent_type = json_kind('source.data', 'talentType') %}

with

source as (
    {{ snapshot_rows(
        source('raw_nowrepblue', 'talents_json'), 'nowrepblue', 'talents'
    ) }}
),

parsed as (
    select
        {{ json_fields('source.data', {
            'first_name': 'firstName',
            'last_name': 'lastName',
            'talent_user_number': 'talentUserNumber',
            'bio': 'bio',
            'profile_image_url': 'profileImage',
            'gender': 'gender',
            'pronouns': 'pronouns',
            'talent_type': 'talentType',
        }) }},
        {{ json_fields('source.data', {
            'talent_type_id': ['talentType', 'id'],
            'talent_type_name': ['talentType', 'name'],
        }) }},
        {{ talent_type }} as talent_type_kind,
        cast(source.data as text) as payload,
        source.connection,
        source.key,
        source.content_hash,
        source.extracted_at,
        source._dlt_load_id
    from source
    {{ evaluate_once() }}
),

renamed as (
    select
        -- ids
        key as talent_id,
        talent_type_id,

        -- text
        first_name,
        last_name,
        bio,
        profile_image_url,
        gender,
        pronouns,
        case talent_type_kind
            when 'string' then talent_type
            when 'object' then talent_type_name
        end as talent_type,
        {{ names_where({
            'talentUserNumber': 'talent_user_number is not null and '
                ~ integer_or_null('talent_user_number') ~ ' is null',
            'talentType': "talent_type_kind not in ('object', 'string', 'null')",
        }) }} as unreadable_fields,
        payload,

        -- numbers
        {{ integer_or_null('talent_user_number') }} as talent_user_number,

        -- load
        connection,
        key,
        content_hash,
        extracted_at,
        _dlt_load_id
    from parsed
)

select * from renamed
