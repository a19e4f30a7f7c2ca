-- QĐ 39/2021/QĐ-TTg: the points of a province are the sum of its quantities × their coefficients.
with

int_indicators__measures as (
    select * from {{ ref('int_indicators__measures') }}
    where breakdown_by = 'all'
),

int_indicators__expected as (
    select * from {{ ref('int_indicators__expected') }}
    where breakdown_by = 'all'
),

int_areas__rollups as (
    select * from {{ ref('int_areas__rollups') }}
    where rollup_level = 'province'
),

allocation_criteria as (
    select * from {{ ref('allocation_criteria') }}
),

allocation_envelopes as (
    select * from {{ ref('allocation_envelopes') }}
),

-- What is asked of each year that has something to allocate.
asked as (
    select
        allocation_envelopes.programme_code,
        allocation_envelopes.project_code,
        allocation_envelopes.budget_year,
        allocation_criteria.measure_code,
        allocation_criteria.poverty_standard,
        allocation_envelopes.budget_year - allocation_criteria.years_back as quantity_year,
        allocation_criteria.coefficient,
        case
            when allocation_criteria.is_sample or allocation_envelopes.is_sample then 1
            else 0
        end as sample_mark,
        count(*) over (
            partition by
                allocation_envelopes.programme_code,
                allocation_envelopes.project_code,
                allocation_envelopes.budget_year
        ) as quantities_asked
    from allocation_envelopes
    inner join allocation_criteria
        on
            allocation_envelopes.programme_code = allocation_criteria.programme_code
            and allocation_envelopes.project_code = allocation_criteria.project_code
            and allocation_envelopes.budget_year >= allocation_criteria.first_budget_year
            and allocation_envelopes.budget_year <= allocation_criteria.last_budget_year
),

quantities as (
    select
        int_areas__rollups.area_basis,
        int_areas__rollups.rollup_area_key as area_key,
        int_indicators__measures.form,
        int_indicators__measures.measure_code,
        int_indicators__measures.period,
        int_indicators__measures.poverty_standard,
        sum(int_indicators__measures.measure_value) as quantity,
        count(*) as units_reported
    from int_indicators__measures
    inner join int_areas__rollups
        on int_indicators__measures.area_key = int_areas__rollups.area_key
    group by
        int_areas__rollups.area_basis,
        int_areas__rollups.rollup_area_key,
        int_indicators__measures.form,
        int_indicators__measures.measure_code,
        int_indicators__measures.period,
        int_indicators__measures.poverty_standard
),

-- A province has points where it knows every quantity that is asked.
final as (
    select
        quantities.area_basis,
        quantities.area_key,
        asked.programme_code,
        asked.project_code,
        asked.budget_year,
        cast(sum(quantities.quantity * asked.coefficient) as decimal(24, 4)) as points,
        min(case
            when quantities.units_reported >= int_indicators__expected.units_expected then 1
            else 0
        end) = 1 as is_of_all_communes,
        max(asked.sample_mark) = 1 as is_sample
    from asked
    inner join quantities
        on
            asked.measure_code = quantities.measure_code
            and cast(asked.quantity_year as {{ dbt.type_string() }}) = quantities.period
            and coalesce(asked.poverty_standard, '') = coalesce(quantities.poverty_standard, '')
    left join int_indicators__expected
        on
            quantities.area_basis = int_indicators__expected.area_basis
            and quantities.area_key = int_indicators__expected.area_key
            and quantities.form = int_indicators__expected.form
            and quantities.period = int_indicators__expected.period
            and coalesce(quantities.poverty_standard, '')
            = coalesce(int_indicators__expected.poverty_standard, '')
    group by
        quantities.area_basis,
        quantities.area_key,
        asked.programme_code,
        asked.project_code,
        asked.budget_year
    having count(*) = max(asked.quantities_asked)
)

select * from final
