with

int_published__lines as (
    select * from {{ ref('int_published__lines') }}
),

int_published__dated as (
    select * from {{ ref('int_published__dated') }}
),

int_published__areas as (
    select * from {{ ref('int_published__areas') }}
),

measurement_units as (
    select * from {{ ref('measurement_units') }}
),

final as (
    select
        ---------- ids
        int_published__lines.submission_id,
        int_published__lines.sheet,
        int_published__lines.row_number,
        ---------- where
        int_published__lines.unit_vi,
        int_published__lines.area_level,
        case when int_published__areas.urban_rural = 'all' then int_published__areas.area_key end
            as area_key,
        case when int_published__areas.urban_rural = 'all' then int_published__areas.area_code end
            as area_code,
        case when int_published__areas.urban_rural = 'all' then int_published__areas.area_name end
            as area_name,
        int_published__areas.area_key as compared_area_key,
        int_published__areas.urban_rural as compared_urban_rural,
        ---------- when
        int_published__lines.year_or_as_of,
        int_published__dated.period,
        int_published__dated.as_of,
        int_published__dated.from_year,
        int_published__dated.to_year,
        ---------- what
        int_published__lines.measure,
        int_published__lines.programme_code,
        int_published__lines.project_code,
        int_published__lines.capital_source,
        int_published__lines.capital_kind,
        int_published__lines.plan_type,
        int_published__lines.poverty_standard,
        int_published__lines.denominator,
        ---------- measures
        cast(int_published__lines.value_low * measurement_units.factor as decimal(24, 6))
            as value_low,
        cast(int_published__lines.value_high * measurement_units.factor as decimal(24, 6))
            as value_high,
        int_published__lines.qualifier,
        measurement_units.canonical_unit as unit,
        int_published__lines.value_text,
        int_published__lines.printed_unit,
        ---------- provenance
        int_published__lines.source,
        int_published__lines.note
    from int_published__lines
    inner join int_published__dated
        on
            int_published__lines.submission_id = int_published__dated.submission_id
            and int_published__lines.row_number = int_published__dated.row_number
    left join int_published__areas
        on
            int_published__lines.submission_id = int_published__areas.submission_id
            and int_published__lines.row_number = int_published__areas.row_number
    left join measurement_units
        on int_published__lines.printed_unit = measurement_units.unit_vi
)

select * from final
