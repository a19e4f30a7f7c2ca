with

source as (
    {{ landed_lines('province__poverty_transitions') }}
),

final as (
    select
        ---------- ids
        submission_id,
        sheet,
        row_number,
        row_kind,
        tt,
        area_name,
        area_level,
        area_code,
        counted,

        ---------- periods
        area_as_of,

        ---------- measures: households or persons, as counted says
        opening,
        to_other_group,
        left_poverty,
        other_decrease,
        from_other_group,
        relapsed,
        newly_poor,
        other_increase,
        closing,
        cell_states
    from source
)

select * from final
