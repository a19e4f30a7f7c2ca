with

source as (
    {{ landed_lines('province__poverty_causes') }}
),

final as (
    select
        ---------- ids
        submission_id,
        sheet,
        row_number,
        row_kind,
        block,
        tt,
        area_name,
        area_level,
        area_code,
        cause,
        cause_name,

        ---------- periods
        area_as_of,

        ---------- measures: households
        group_households,
        cause_households,

        ---------- as printed
        cell_states
    from source
)

select * from final
