{# The twelve indicators of NĐ 07/2021/NĐ-CP, as the columns of form 3 and of the lists are called. #}
{% macro deprivation_columns() -%}
    {{ return([
        'employment',
        'dependents',
        'nutrition',
        'health_insurance',
        'adult_education',
        'child_schooling',
        'housing_quality',
        'housing_area',
        'water',
        'toilet',
        'telecom',
        'info_devices',
    ]) }}
{%- endmacro %}
