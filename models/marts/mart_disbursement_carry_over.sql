with

int_disbursement__years_paired as (
    select * from {{ ref('int_disbursement__years_paired') }}
),

int_disbursement__rolled_up as (
    select * from {{ ref('int_disbursement__rolled_up') }}
    where capital_source = 'central'
),

int_areas as (
    select * from {{ ref('int_areas') }}
),

carried_over as (
    select
        int_disbursement__years_paired.area_basis,
        int_disbursement__years_paired.area_key,
        int_disbursement__years_paired.budget_year,
        int_disbursement__rolled_up.programme_code,
        int_disbursement__rolled_up.project_code,
        int_disbursement__rolled_up.capital_kind,
        int_disbursement__rolled_up.assigned_vnd as carry_over_vnd
    from int_disbursement__years_paired
    inner join int_disbursement__rolled_up
        on
            int_disbursement__years_paired.area_basis = int_disbursement__rolled_up.area_basis
            and int_disbursement__years_paired.area_key = int_disbursement__rolled_up.area_key
            and int_disbursement__years_paired.budget_year
            = int_disbursement__rolled_up.budget_year
            and int_disbursement__years_paired.as_of_month
            = int_disbursement__rolled_up.as_of_month
    where int_disbursement__rolled_up.plan_type = 'carry_over'
),

-- The remainder is known where no line of it knows only its plan or only what was paid.
left_over as (
    select
        int_disbursement__years_paired.area_basis,
        int_disbursement__years_paired.area_key,
        int_disbursement__years_paired.budget_year,
        int_disbursement__rolled_up.programme_code,
        int_disbursement__rolled_up.project_code,
        int_disbursement__rolled_up.capital_kind,
        int_disbursement__rolled_up.assigned_vnd as last_plan_vnd,
        int_disbursement__rolled_up.disbursed_vnd as last_disbursed_vnd,
        case
            when
                int_disbursement__rolled_up.assigned_vnd
                = int_disbursement__rolled_up.assigned_of_disbursed_vnd
                and int_disbursement__rolled_up.disbursed_vnd
                = int_disbursement__rolled_up.disbursed_of_assigned_vnd
                then
                    int_disbursement__rolled_up.assigned_vnd
                    - int_disbursement__rolled_up.disbursed_vnd
        end as remainder_vnd
    from int_disbursement__years_paired
    inner join int_disbursement__rolled_up
        on
            int_disbursement__years_paired.area_basis = int_disbursement__rolled_up.area_basis
            and int_disbursement__years_paired.last_area_key = int_disbursement__rolled_up.area_key
            and int_disbursement__years_paired.budget_year
            = int_disbursement__rolled_up.budget_year + 1
            and int_disbursement__years_paired.last_as_of_month
            = int_disbursement__rolled_up.as_of_month
    where int_disbursement__rolled_up.plan_type = 'total'
),

chained as (
    select
        coalesce(carried_over.area_basis, left_over.area_basis) as area_basis,
        coalesce(carried_over.area_key, left_over.area_key) as area_key,
        coalesce(carried_over.budget_year, left_over.budget_year) as budget_year,
        coalesce(carried_over.programme_code, left_over.programme_code) as programme_code,
        coalesce(carried_over.project_code, left_over.project_code) as project_code,
        coalesce(carried_over.capital_kind, left_over.capital_kind) as capital_kind,
        left_over.last_plan_vnd,
        left_over.last_disbursed_vnd,
        left_over.remainder_vnd,
        carried_over.carry_over_vnd
    from carried_over
    full outer join left_over
        on
            carried_over.area_basis = left_over.area_basis
            and carried_over.area_key = left_over.area_key
            and carried_over.budget_year = left_over.budget_year
            and carried_over.programme_code = left_over.programme_code
            and coalesce(carried_over.project_code, '') = coalesce(left_over.project_code, '')
            and carried_over.capital_kind = left_over.capital_kind
),

-- Money on one side of a project and nothing known on the other.
with_half_known as (
    select
        *,
        case
            when project_code is null or capital_kind = 'total' then 0
            when remainder_vnd <> 0 and carry_over_vnd is null then 1
            when
                remainder_vnd is null
                and (carry_over_vnd <> 0 or last_plan_vnd <> 0 or last_disbursed_vnd <> 0)
                then 1
            else 0
        end as half_known_mark
    from chained
),

with_unknown_parts as (
    select
        *,
        case
            when project_code is not null and capital_kind <> 'total' then half_known_mark
            when project_code is not null
                then sum(half_known_mark) over (
                    partition by
                        area_basis, area_key, budget_year, programme_code, project_code
                )
            when capital_kind <> 'total'
                then sum(half_known_mark) over (
                    partition by
                        area_basis, area_key, budget_year, programme_code, capital_kind
                )
            else sum(half_known_mark) over (
                partition by area_basis, area_key, budget_year, programme_code
            )
        end as unknown_parts
    from with_half_known
),

compared as (
    select
        with_unknown_parts.*,
        int_disbursement__years_paired.as_of_month,
        int_disbursement__years_paired.provinces_expected,
        int_disbursement__years_paired.provinces_reported,
        int_disbursement__years_paired.last_area_key,
        int_disbursement__years_paired.last_as_of_month,
        int_disbursement__years_paired.last_provinces_expected,
        int_disbursement__years_paired.last_provinces_reported,
        int_disbursement__years_paired.is_last_final,
        case
            when
                int_disbursement__years_paired.is_whole
                and int_disbursement__years_paired.is_last_whole
                and int_disbursement__years_paired.is_last_final
                and with_unknown_parts.unknown_parts = 0
                then with_unknown_parts.carry_over_vnd - with_unknown_parts.remainder_vnd
        end as carry_over_difference_vnd
    from with_unknown_parts
    inner join int_disbursement__years_paired
        on
            with_unknown_parts.area_basis = int_disbursement__years_paired.area_basis
            and with_unknown_parts.area_key = int_disbursement__years_paired.area_key
            and with_unknown_parts.budget_year = int_disbursement__years_paired.budget_year
),

final as (
    select
        compared.area_basis,
        compared.area_key,
        int_areas.area_level,
        int_areas.area_code,
        int_areas.area_name,
        int_areas.province_code,
        compared.budget_year,
        compared.programme_code,
        compared.project_code,
        compared.capital_kind,
        compared.last_area_key,
        compared.last_as_of_month,
        compared.is_last_final,
        compared.last_provinces_expected,
        compared.last_provinces_reported,
        compared.last_plan_vnd,
        compared.last_disbursed_vnd,
        cast(compared.remainder_vnd as decimal(20, 0)) as remainder_vnd,
        compared.as_of_month,
        compared.provinces_expected,
        compared.provinces_reported,
        compared.carry_over_vnd,
        cast(compared.carry_over_difference_vnd as decimal(20, 0)) as carry_over_difference_vnd,
        case
            when compared.carry_over_difference_vnd is not null and compared.remainder_vnd > 0
                then
                    cast(compared.carry_over_vnd as double)
                    / cast(compared.remainder_vnd as double)
        end as carried_ratio,
        case
            when compared.last_area_key is not null and not compared.is_last_final
                then 'not_final'
            when compared.carry_over_difference_vnd is null then 'unknown'
            when compared.carry_over_difference_vnd < 0 then 'partly_lapsed'
            -- More was paid than planned (a finding of its own), and nothing carried over.
            when compared.carry_over_difference_vnd > 0 and compared.carry_over_vnd > 0
                then 'exceeds'
            else 'carried'
        end as carry_over_status
    from compared
    inner join int_areas
        on compared.area_key = int_areas.area_key
)

select * from final
