{% set fields = [
    ('households', 'Tổng số hộ dân cư'),
    ('persons', 'Tổng số nhân khẩu'),
    ('minority_households', 'Tổng số hộ DTTS'),
    ('poor_households', 'Số hộ nghèo'),
    ('minority_poor_households', 'Số hộ nghèo DTTS'),
    ('near_poor_households', 'Số hộ cận nghèo'),
    ('minority_near_poor_households', 'Số hộ cận nghèo DTTS'),
    ('average_farm_households', 'Số hộ có mức sống trung bình'),
    ('minority_average_farm_households', 'Số hộ có mức sống trung bình là hộ DTTS'),
    ('poor_persons', 'Số khẩu nghèo'),
    ('near_poor_persons', 'Số khẩu cận nghèo'),
    ('average_farm_persons', 'Số khẩu mức sống trung bình'),
] -%}

{{ totals_of_communes('stg_province__poverty_review', fields) }}
