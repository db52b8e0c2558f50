with

unplaced as (
    select * from {{ ref('int_crm__edits_unplaced') }}
),

final as (
    select
        {{ row_hash(['entity', 'connection', 'external_id']) }} as unplaced_edit_key,
        entity,
        cast(connection as text) as connection,
        cast(external_id as text) as external_id,
        reason,
        edit_count,
        first_edited_at,
        last_edited_at
    from unplaced
)

select * from final
