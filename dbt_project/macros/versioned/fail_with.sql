{#
  A statement that fails with a message.
  Example: fail_with('race: nothing was flipped.')
#}
{% macro fail_with(message) -%}
    {{ return(adapter.dispatch('fail_with')(quoted(message))) }}
{%- endmacro %}

{% macro duckdb__fail_with(message) -%}
    select error({{ message }})
{%- endmacro %}

{% macro postgres__fail_with(message) -%}
    do $fail$ begin raise exception using message = {{ message }}; end $fail$
{%- endmacro %}
