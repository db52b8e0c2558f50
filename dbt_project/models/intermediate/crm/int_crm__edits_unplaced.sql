{% set entities = ['speakers', 'organizers', 'sponsors'] %}

with

{% for entity in entities %}
    {{ entity }} as (
        select * from {{ ref('int_crm__' ~ entity ~ '_resolved') }}
    ),

    {{ entity }}_edits as (
        select * from {{ ref('stg_crm_edits__' ~ entity) }}
    ),
{% endfor %}

records as (
    {% for entity in entities %}
        {{ 'union all' if not loop.first }}
        select
            '{{ entity }}' as entity,
            connection,
            external_id
        from {{ entity }}
    {% endfor %}
),

edits as (
    {% for entity in entities %}
        {{ 'union all' if not loop.first }}
        select
            '{{ entity }}' as entity,
            connection,
            external_id,
            updated_at
        from {{ entity }}_edits
        where external_id is not null
    {% endfor %}
),

named as (
    select
        entity,
        connection,
        external_id,
        count(*) as edit_count,
        min(updated_at) as first_edited_at,
        max(updated_at) as last_edited_at
    from edits
    group by entity, connection, external_id
),

held as (
    select
        entity,
        external_id,
        count(*) as record_count
    from records
    group by entity, external_id
),

judged as (
    select
        named.*,
        case
            when held.external_id is null then 'unknown_id'
            when named.connection is null and held.record_count > 1
                then 'several_have_it'
            when named.connection is not null and records.external_id is null
                then 'not_of_this_connection'
        end as reason
    from named
    left join held
        on
            named.entity = held.entity
            and named.external_id = held.external_id
    left join records
        on
            named.entity = records.entity
            and named.external_id = records.external_id
            and named.connection = records.connection
),

final as (
    select
        entity,
        connection,
        external_id,
        reason,
        edit_count,
        first_edited_at,
        last_edited_at
    from judged
    where reason is not null
)

select * from final
