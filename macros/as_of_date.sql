{# The day that the night stands for. Without the variable: today in Viet Nam. #}
{% macro as_of_date() -%}
    {%- set hanoi = modules.pytz.timezone('Asia/Ho_Chi_Minh') -%}
    cast('{{ var("as_of_date", run_started_at.astimezone(hanoi).strftime("%Y-%m-%d")) }}' as date)
{%- endmacro %}
