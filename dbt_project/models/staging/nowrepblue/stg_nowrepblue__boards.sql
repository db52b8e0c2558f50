with

source as (
    {{ snapshot_rows(source('raw_nowrepblue', 'boards_json'), 'nowrepblue', 'boards') }}
),

parsed as (
    select
        {{ json_fields('source.data', {
            'title': 'title',
            'description': 'description',
            'cover_image_url': 'coverImage',
        }) }},
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
        key as board_id,

        -- text
        title,
        description,
        cover_image_url,
        payload,

        -- load
        connection,
        key,
        content_hash,
        extracted_at,
        _dlt_load_id
    from parsed
)

select * from renamed
