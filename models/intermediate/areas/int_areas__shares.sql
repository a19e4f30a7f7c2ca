with

commune_successions as (
    select * from {{ ref('commune_successions') }}
    where successor_code is not null
),

commune_share_decisions as (
    select * from {{ ref('commune_share_decisions') }}
),

-- The best that is known of all parts of a unit; never one part by one source, one by another.
known as (
    select
        commune_successions.predecessor_level,
        commune_successions.predecessor_code,
        commune_successions.effective_date,
        commune_successions.successor_code,
        commune_successions.part_kind,
        commune_share_decisions.population_share as decided_share,
        commune_successions.population_share as stated_share,
        -- A part without people gets none of what is counted of people.
        case
            when commune_successions.part_kind = 'area_only' then 0
            else commune_successions.area_share_est
        end as estimated_share,
        count(*) over unit_parts as parts,
        count(commune_share_decisions.population_share) over unit_parts as decided_parts,
        count(commune_successions.population_share) over unit_parts as stated_parts,
        count(commune_successions.area_share_est) over unit_parts as estimated_parts
    from commune_successions
    left join commune_share_decisions
        on
            commune_successions.predecessor_level = commune_share_decisions.predecessor_level
            and commune_successions.predecessor_code = commune_share_decisions.predecessor_code
            and commune_successions.effective_date = commune_share_decisions.effective_date
            and commune_successions.successor_code = commune_share_decisions.successor_code
    window unit_parts as (
        partition by
            commune_successions.predecessor_level,
            commune_successions.predecessor_code,
            commune_successions.effective_date
    )
),

weighed as (
    select
        *,
        cast(case
            when parts = decided_parts then decided_share
            when parts = stated_parts then stated_share
            when parts = estimated_parts then estimated_share
            when part_kind = 'area_only' then 0
            else 1
        end as decimal(9, 6)) as weight,
        case
            when parts = decided_parts then 'decided'
            when parts = stated_parts then 'stated'
            when parts = estimated_parts then 'area_estimate'
            else 'equal_parts'
        end as share_source
    from known
),

rounded as (
    select
        *,
        cast(weight / sum(weight) over (
            partition by predecessor_level, predecessor_code, effective_date
        ) as decimal(9, 6)) as rounded_share,
        row_number() over (
            partition by predecessor_level, predecessor_code, effective_date
            order by weight desc, successor_code asc
        ) as part_number
    from weighed
),

-- The largest part takes what rounding left: the shares of a unit add up to 1, exactly.
exact as (
    select
        *,
        cast(case
            when part_number = 1
                then 1 + rounded_share - sum(rounded_share) over (
                    partition by predecessor_level, predecessor_code, effective_date
                )
            else rounded_share
        end as decimal(9, 6)) as population_share
    from rounded
),

final as (
    select
        predecessor_level,
        predecessor_code,
        effective_date,
        successor_code,
        population_share,
        case when population_share = 1 then 'whole' else share_source end as share_source
    from exact
    where population_share > 0
)

select * from final
