{#
  The end of a served view's query by which a partner's role sees its own rows only. The role is
  that of whoever asks, also through a view that somebody else built on this one. DuckDB has
  no roles.
  Example: partner_guard('postgres', 'timing_partner_id')
#}
{% macro partner_guard(engine, column) -%}
    {%- if engine == 'postgres' and column %}
    where case
        when (select ops.partners_of(current_user)) is null then true
        else "{{ column }}" = any ((select ops.partners_of(current_user))::text[])
    end
    {%- endif -%}
{%- endmacro %}
