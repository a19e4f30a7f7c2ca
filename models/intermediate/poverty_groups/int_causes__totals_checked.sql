{{ totals_of_communes(
    'stg_province__poverty_causes',
    [('cause_households', 'Số hộ có nguyên nhân')],
    part='cause_name',
    has_blocks=true,
) }}
