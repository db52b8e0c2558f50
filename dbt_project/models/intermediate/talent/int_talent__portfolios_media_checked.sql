{% set media = [
    'portfolio_id', 'media_id', 'media_type', 'url', 'filename', 'cover_image_url',
    'caption', 'sort_order', 'width_pixels', 'height_pixels', 'size_bytes',
] %}
{% set passed_on = media + [
    'record_key', 'row_hash', 'payload', 'connection', 'extracted_at', '_dlt_load_id',
] %}
{% set missing = names_where({
    'id': "coalesce(media_id, '') = ''",
    'type': "coalesce(media_type, '') = ''",
    'url': "coalesce(url, '') = ''",
    'filename': "coalesce(filename, '') = ''",
}) %}

with

media as (
    select * from {{ ref('stg_nowrepblue__portfolios_media') }}
),

portfolios as (
    select * from {{ ref('int_talent__talents_portfolios_checked') }}
    where reason is null
),

examined as (
    select
        {{ media | join(',\n        ') }},
        concat_ws('|', portfolio_id, media_id) as record_key,
        {{ row_hash(media + ['unreadable_fields', 'has_array']) }} as row_hash,
        case
            when not has_array then 'missing_array'
            when unreadable_fields is not null then 'unreadable_field'
            when {{ missing }} is not null then 'missing_field'
        end as reason,
        coalesce(unreadable_fields, {{ missing }}) as subject,
        payload,
        connection,
        extracted_at,
        _dlt_load_id
    from media
),

referenced as (
    select
        examined.{{ passed_on | join(',\n        examined.') }},
        case
            when examined.reason is not null then examined.reason
            when portfolios.portfolio_id is null then 'dangling_talents_portfolios'
        end as reason,
        coalesce(examined.subject, examined.portfolio_id) as subject
    from examined
    left join portfolios
        on
            examined.connection = portfolios.connection
            and examined.portfolio_id = portfolios.portfolio_id
),

final as (
    {{ duplicates_marked('referenced', passed_on, ['portfolio_id', 'media_id']) }}
)

select * from final
