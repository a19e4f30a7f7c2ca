{# Key of a finding in a report: the rule, the report (not its version: a correction that repeats the
   fault repeats the finding) and the place in it. #}
{% macro finding_id(rule_code, place, report='int_submissions__latest') -%}
    {{ hashed_key([
        "'" ~ rule_code ~ "'",
        report ~ '.issuer_code',
        report ~ '.form',
        report ~ '.variant',
        report ~ '.scope_area_code',
        report ~ '.period',
        report ~ '.budget_year',
        report ~ '.report_phase',
    ] + place) }}
{%- endmacro %}
