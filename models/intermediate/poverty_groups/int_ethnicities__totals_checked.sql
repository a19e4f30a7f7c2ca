{% set fields = [
    ('households', 'Tổng số hộ'),
    ('poor_households', 'Hộ nghèo'),
    ('near_poor_households', 'Hộ cận nghèo'),
] -%}

{{ totals_of_communes(
    'stg_province__poverty_by_ethnicity', fields, part='ethnicity', has_blocks=true
) }}
