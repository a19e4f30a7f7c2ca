-- The lists of communes and of successions tell one story: a successor begins a new territory on
-- the day of the succession unless it is the same unit (unchanged, renamed, retyped), and every
-- code that ended has a row that says where its territory went, if only 'unknown'.
with

communes as (
    select * from {{ ref('communes') }}
),

commune_successions as (
    select * from {{ ref('commune_successions') }}
),

wrong_territory as (
    select
        commune_successions.successor_code as area_code,
        commune_successions.effective_date,
        'no version of the successor begins, or its territory is not as the relation says' as reason
    from commune_successions
    left join communes
        on
            commune_successions.successor_code = communes.area_code
            and commune_successions.effective_date = communes.valid_from
    where
        commune_successions.successor_code is not null
        and (
            communes.area_code is null
            or communes.continues_territory
            <> (commune_successions.relation in ('unchanged', 'renamed', 'retyped'))
        )
),

ended as (
    select
        area_code,
        valid_to,
        lead(valid_from) over (partition by area_code order by valid_from) as next_valid_from
    from communes
),

without_succession as (
    select
        ended.area_code,
        ended.valid_to as effective_date,
        'ended without a succession' as reason
    from ended
    left join commune_successions
        on
            commune_successions.predecessor_level = 'commune'
            and ended.area_code = commune_successions.predecessor_code
            and ended.valid_to = commune_successions.effective_date
    where
        ended.valid_to is not null
        and (ended.next_valid_from is null or ended.next_valid_from > ended.valid_to)
        and commune_successions.predecessor_code is null
),

shares as (
    select
        predecessor_code as area_code,
        effective_date,
        'population shares do not add up to 1' as reason
    from commune_successions
    where population_share is not null
    group by
        predecessor_level,
        predecessor_code,
        effective_date
    having sum(population_share) <> 1
)

select * from wrong_territory
union all
select * from without_succession
union all
select * from shares
