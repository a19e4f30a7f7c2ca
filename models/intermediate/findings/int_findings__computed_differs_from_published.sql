-- What the communes add up to is what was published, up to rounding: 0.1 percentage point for a
-- rate, half a per cent for counts and money (inconsistencies like X05 and X11 are far above it). A
-- forecast need not have come true.
with

int_published__compared as (
    select * from {{ ref('int_published__compared') }}
),

int_submissions__latest as (
    select * from {{ ref('int_submissions__latest') }}
),

differing as (
    select *
    from int_published__compared
    where
        abs(difference) > greatest(0.001, 0.005 * abs(coalesce(value_low, value_high)))
        and coalesce(qualifier, '') <> 'dự kiến'
),

final as (
    select
        {{ finding_id('computed_differs_from_published', [
            'differing.measure', 'differing.unit_vi', 'differing.year_or_as_of',
            'differing.programme_code', 'differing.project_code', 'differing.capital_source',
            'differing.capital_kind', 'differing.plan_type', 'differing.source',
            'differing.value_text',
        ]) }} as finding_id,
        'computed_differs_from_published' as rule_code,
        differing.submission_id,
        int_submissions__latest.issuer_code,
        int_submissions__latest.form,
        differing.period,
        differing.sheet,
        differing.row_number,
        cast(null as bigint) as block,
        'value' as field,
        differing.area_code,
        differing.unit_vi || ', ' || differing.measure || ' (' || differing.year_or_as_of || ')'
            as subject_vi,
        differing.value_text || ' ' || coalesce(differing.printed_unit, '') as value_given,
        case
            when differing.unit = 'ratio'
                then {{ printed_percent('differing.computed_value') }}
            else cast(differing.computed_value as {{ dbt.type_string() }})
        end as value_expected,
        int_submissions__latest.received_at as first_seen_at
    from differing
    inner join int_submissions__latest
        on differing.submission_id = int_submissions__latest.submission_id
)

select * from final
