{# What is summed of the lines of the disbursement report, through its totals, units and areas. #}
{% macro disbursement_measures() -%}
    {{ return([
        'assigned_vnd', 'allocated_vnd', 'disbursed_vnd', 'advance_vnd',
        'allocated_of_assigned_vnd', 'assigned_of_allocated_vnd',
        'disbursed_of_assigned_vnd', 'assigned_of_disbursed_vnd', 'assigned_unknown',
        'allocated_unknown', 'disbursed_unknown',
    ]) }}
{%- endmacro %}
