with

options as (
    select * from {{ ref('int_crm__form_options_unioned') }}
),

counted as (
    select
        options.*,
        count(*) over (partition by options.kind, options.name) as name_count,
        concat_ws(', ', options.name, options.title, options.company) as plain_label
    from options
),

labelled as (
    select
        counted.*,
        case
            when counted.name_count = 1 then counted.plain_label
            else counted.plain_label || ' (' || counted.external_id || ')'
        end as label
    from counted
),

final as (
    select
        kind || ' ' || connection || '-' || external_id as event_form_option_key,
        kind,
        connection || '-' || external_id as id,
        cast(connection as text) as connection,
        cast(external_id as text) as external_id,
        name as value,
        label,
        title,
        company,
        row_number() over (
            partition by kind
            order by
                {{ in_code_order(normalized_name('name')) }} asc,
                {{ in_code_order('name') }} asc,
                {{ in_code_order("connection || '-' || external_id") }} asc
        ) as position,
        name_count > 1 as has_name_collision,
        missing_since is not null as is_missing,
        extracted_at as fetched_at,
        cast(_dlt_load_id as text) as load_id
    from labelled
)

select * from final
