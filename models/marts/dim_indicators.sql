with

indicators as (
    select * from {{ ref('indicators') }}
),

final as (
    select
        indicator_code,
        name_vi,
        kind as indicator_kind,
        numerator as numerator_measure,
        denominator as denominator_measure,
        of_indicator,
        base_year,
        unit,
        direction,
        breakdowns,
        level,
        programme_code,
        form,
        cells,
        unit_type,
        published_measures,
        published_for,
        published_factor,
        legal_basis,
        valid_from,
        valid_to,
        provenance
    from indicators
)

select * from final
