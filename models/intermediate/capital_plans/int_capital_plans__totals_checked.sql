{{ totals_of_projects(
    'stg_province__capital_plan',
    fields=[
        ('initial_vnd', 'Giao đầu kỳ'),
        ('adjusted_vnd', 'Điều chỉnh tăng, giảm'),
        ('planned_vnd', 'Sau điều chỉnh'),
        ('realised_vnd', 'Thực hiện lũy kế'),
    ],
    blocks=['plan_horizon', 'capital_source', 'capital_kind'],
) }}
