with

checked as (
    select * from {{ ref('int_talent__boards_portfolios_checked') }}
    where reason is null
),

final as (
    select
        connection || '-' || board_id || '|' || portfolio_id as board_portfolio_key,
        connection || '-' || board_id as board_key,
        connection || '-' || portfolio_id as portfolio_key,
        connection || '-' || talent_id as talent_key,
        cast(connection as text) as connection,
        cast(board_id as text) as board_id,
        cast(portfolio_id as text) as portfolio_id,
        cast(talent_id as text) as talent_id,
        extracted_at as fetched_at,
        cast(_dlt_load_id as text) as load_id
    from checked
)

select * from final
