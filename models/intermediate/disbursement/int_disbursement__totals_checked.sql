{{ totals_of_projects(
    'stg_treasury__disbursement',
    fields=[
        ('assigned_vnd', 'Kế hoạch được giao'),
        ('allocated_vnd', 'Đã phân bổ chi tiết'),
        ('disbursed_vnd', 'Giải ngân lũy kế'),
        ('advance_vnd', 'Tạm ứng chưa thu hồi'),
    ],
    blocks=['plan_type', 'capital_source', 'capital_kind', 'origin_year'],
) }}
