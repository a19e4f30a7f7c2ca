{% set measures = [
    'initial_vnd', 'adjusted_vnd', 'planned_vnd', 'realised_vnd', 'realised_of_planned_vnd',
    'planned_of_realised_vnd', 'plans_unknown',
] -%}

with

int_capital_plans__lines as (
    select * from {{ ref('int_capital_plans__lines') }}
    where
        is_counted
        and programme_code is not null
),

int_areas__rollups as (
    select * from {{ ref('int_areas__rollups') }}
),

own_or_total as (
    select true as is_total
    union all
    select false as is_total
),

-- Each line counts in its programme and, where it has one, in its project (03.02 in 03); in its
-- source and kind of capital and in their totals. A rate is over the lines that know both parts.
lines as (
    select
        int_capital_plans__lines.area_key,
        int_capital_plans__lines.plan_year,
        int_capital_plans__lines.plan_horizon,
        int_capital_plans__lines.from_year,
        int_capital_plans__lines.programme_code,
        case
            when not projects.is_total
                then substring(int_capital_plans__lines.project_code, 1, 2)
        end as project_code,
        case when sources.is_total then 'total' else int_capital_plans__lines.capital_source end
            as capital_source,
        case when kinds.is_total then 'total' else int_capital_plans__lines.capital_kind end
            as capital_kind,
        int_capital_plans__lines.initial_vnd,
        int_capital_plans__lines.adjusted_vnd,
        int_capital_plans__lines.planned_vnd,
        int_capital_plans__lines.realised_vnd,
        case
            when int_capital_plans__lines.planned_vnd is not null
                then int_capital_plans__lines.realised_vnd
        end as realised_of_planned_vnd,
        case
            when int_capital_plans__lines.realised_vnd is not null
                then int_capital_plans__lines.planned_vnd
        end as planned_of_realised_vnd,
        case when int_capital_plans__lines.planned_vnd is null then 1 else 0 end as plans_unknown
    from int_capital_plans__lines
    cross join own_or_total as projects
    cross join own_or_total as sources
    cross join own_or_total as kinds
    where
        projects.is_total
        or int_capital_plans__lines.project_code is not null
),

-- The units are provinces and ministries: whole ones, whose shares are never divided.
final as (
    select
        int_areas__rollups.area_basis,
        int_areas__rollups.rollup_area_key as area_key,
        lines.plan_year,
        lines.plan_horizon,
        lines.from_year,
        lines.programme_code,
        lines.project_code,
        lines.capital_source,
        lines.capital_kind,
        {% for measure in measures -%}
            cast(sum(lines.{{ measure }}) as decimal(20, 0)) as {{ measure }}
            {%- if not loop.last %},{% endif %}
        {% endfor %}
    from lines
    inner join int_areas__rollups
        on lines.area_key = int_areas__rollups.area_key
    group by
        int_areas__rollups.area_basis,
        int_areas__rollups.rollup_area_key,
        lines.plan_year,
        lines.plan_horizon,
        lines.from_year,
        lines.programme_code,
        lines.project_code,
        lines.capital_source,
        lines.capital_kind
)

select * from final
