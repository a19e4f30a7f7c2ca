-- A year begins as the year before ended, in the same territory under the same standard. An
-- estimate of the year before was not its end.
with

int_transitions__units as (
    select * from {{ ref('int_transitions__units') }}
),

int_areas__continued as (
    select * from {{ ref('int_areas__continued') }}
),

int_submissions__latest as (
    select * from {{ ref('int_submissions__latest') }}
),

units as (
    select
        int_transitions__units.*,
        int_areas__continued.territory_key
    from int_transitions__units
    inner join int_areas__continued
        on int_transitions__units.area_key = int_areas__continued.area_key
),

differing as (
    select
        units.*,
        last_year.closing as last_closing
    from units
    inner join units as last_year
        on
            units.territory_key = last_year.territory_key
            and units.review_year = last_year.review_year + 1
            and units.poverty_standard = last_year.poverty_standard
            and units.household_group = last_year.household_group
            and units.counted = last_year.counted
    where
        units.opening <> last_year.closing
        and last_year.report_phase <> 'estimate'
),

final as (
    select
        {{
            finding_id('opening_differs_from_last_closing', ['differing.area_key', 'differing.counted'])
        }} as finding_id,
        'opening_differs_from_last_closing' as rule_code,
        differing.submission_id,
        int_submissions__latest.issuer_code,
        int_submissions__latest.form,
        int_submissions__latest.period,
        differing.sheet,
        differing.row_number,
        cast(null as bigint) as block,
        'opening' as field,
        differing.area_code,
        differing.area_name || {{ counted_label('differing.counted') }} as subject_vi,
        cast(differing.opening as {{ dbt.type_string() }}) as value_given,
        cast(differing.last_closing as {{ dbt.type_string() }}) as value_expected,
        int_submissions__latest.received_at as first_seen_at
    from differing
    inner join int_submissions__latest
        on differing.submission_id = int_submissions__latest.submission_id
)

select * from final
