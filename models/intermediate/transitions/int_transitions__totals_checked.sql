{% set fields = [
    ('opening', 'Tổng số đầu kỳ'),
    ('to_other_group', 'Trở thành hộ cận nghèo (hộ nghèo)'),
    ('left_poverty', 'Vượt chuẩn cận nghèo'),
    ('other_decrease', 'Số hộ khác (giảm)'),
    ('from_other_group', 'Từ hộ cận nghèo (hộ nghèo)'),
    ('relapsed', 'Tái nghèo (tái cận nghèo)'),
    ('newly_poor', 'Phát sinh mới'),
    ('other_increase', 'Số hộ khác (tăng)'),
    ('closing', 'Tổng số cuối kỳ'),
] -%}

{{ totals_of_communes('stg_province__poverty_transitions', fields, part='counted') }}
