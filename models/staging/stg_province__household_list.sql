with

source as (
    {{ landed_lines('province__household_list') }}
),

final as (
    select
        ---------- ids
        submission_id,
        sheet,
        row_number,
        row_kind,
        area_name,
        area_level,
        area_code,

        ---------- periods
        area_as_of,

        ---------- what the household is like
        ethnicity,
        members,
        income_vnd,
        score_b1,
        score_b2,
        deprivations_printed,

        ---------- what it lacks
        employment,
        dependents,
        nutrition,
        health_insurance,
        adult_education,
        child_schooling,
        housing_quality,
        housing_area,
        water,
        toilet,
        telecom,
        info_devices,
        waste_treatment,

        ---------- as printed
        cell_states
    from source
)

select * from final
