with

source as (
    {{ landed_lines('province__poverty_by_ethnicity') }}
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
        ethnicity,

        ---------- periods
        area_as_of,

        ---------- measures: households
        households,
        poor_households,
        near_poor_households,

        ---------- as printed
        cell_states
    from source
)

select * from final
