{#
  A query that keeps one row per key without a reason to hold it back. Equal rows, by their
  row_hash, become one; of differing ones the first stays and the others get the reason
  duplicate_key. rows: a CTE with the columns, `connection`, `reason` and `subject`; order:
  which of them comes first, the same after every load.
  Example: final as ({{ duplicates_marked('examined', passed_on, ['tag_id']) }})
#}
{% macro duplicates_marked(rows, columns, key, order='row_hash') -%}
    {%- set listed = columns | join(', ') -%}
    {%- set partition = 'connection, ' ~ key | join(', ') ~ ', reason' -%}
    select
        {{ listed }},
        case
            when reason is null and variant_number > 1 then 'duplicate_key'
            else reason
        end as reason,
        case when reason is not null then subject end as subject
    from (
        select
            {{ listed }},
            reason,
            subject,
            row_number() over (
                partition by {{ partition }}, row_hash order by md5(payload)
            ) as copy_number,
            dense_rank() over (partition by {{ partition }} order by {{ order }})
                as variant_number
        from {{ rows }}
    ) as numbered
    where copy_number = 1
{%- endmacro %}
