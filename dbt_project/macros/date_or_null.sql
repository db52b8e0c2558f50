{#
  A date out of text; null, never an error, for text that is no day of the calendar.
  order: 'ymd' for YYYY-MM-DD, 'mdy' for M/D/YYYY.
  Example: date_or_null('dob') -> '1990-02-28' gives that day, '1990-02-30' gives null
#}
{% macro date_or_null(text, order='ymd') -%}
    {{ return(adapter.dispatch('date_or_null')(text, order)) }}
{%- endmacro %}

{% macro duckdb__date_or_null(text, order) -%}
    {%- set shape = {'ymd': '____-__-__', 'mdy': '%/%/____'}[order] -%}
    {%- set year_zero = {'ymd': '0000%', 'mdy': '%0000'}[order] -%}
    {%- set format = {'ymd': '%Y-%m-%d', 'mdy': '%m/%d/%Y'}[order] -%}
    case
        when {{ text }} like '{{ shape }}' and {{ text }} not like '{{ year_zero }}'
            then cast(try_strptime({{ text }}, '{{ format }}') as date)
    end
{%- endmacro %}

{% macro postgres__date_or_null(text, order) -%}
    {# no try_cast before version 16: each part is checked, once, before the cast #}
    {%- set shapes = {
        'ymd': "'####-##-##'",
        'mdy': "'#/#/####', '#/##/####', '##/#/####', '##/##/####'"
    }[order] -%}
    {%- set mark, places = {'ymd': ('-', (1, 2, 3)), 'mdy': ('/', (3, 1, 2))}[order] -%}
    {%- set format = {'ymd': 'YYYY-MM-DD', 'mdy': 'MM/DD/YYYY'}[order] -%}
    {%- set part = "split_part(" ~ text ~ ", '" ~ mark ~ "', " -%}
    {%- set year = part ~ places[0] ~ ")::int" -%}
    {%- set month = part ~ places[1] ~ ")::int" -%}
    {%- set day = part ~ places[2] ~ ")::int" -%}
    case
        when
            translate({{ text }}, '0123456789', '##########') in ({{ shapes }})
            and {{ year }} > 0
            and {{ month }} in ({{ range(1, 13) | join(', ') }})
            and (
                {{ day }} in ({{ range(1, 29) | join(', ') }})
                or {{ day }} between 29 and
                case
                    when {{ month }} in (4, 6, 9, 11) then 30
                    when {{ month }} <> 2 then 31
                    when {{ year }} % 4 = 0
                        and ({{ year }} % 100 <> 0 or {{ year }} % 400 = 0) then 29
                end
            )
            then to_date({{ text }}, '{{ format }}')
    end
{%- endmacro %}
