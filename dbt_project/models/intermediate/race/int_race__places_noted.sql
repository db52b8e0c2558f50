with

-- written when participants are built: no provider's source stands before
final as (
    select
        source_provider,
        connection,
        registration_id,
        event_id,
        max(whole_id) as whole_id
    from ops.joined_places
    group by source_provider, connection, registration_id, event_id
)

select * from final
