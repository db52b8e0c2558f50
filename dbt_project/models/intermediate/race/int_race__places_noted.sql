with

-- written when participants are built: no provider's source stands before
noted as (
    select
        source_provider,
        connection,
        registration_id,
        event_id,
        max(whole_id) as whole_id
    from ops.joined_places
    group by source_provider, connection, registration_id, event_id
),

final as (
    select
        *,
        string_agg(',' || event_id || ',', '') over (
            partition by source_provider, connection, registration_id
        ) as event_ids
    from noted
)

select * from final
