with

reporting_obligations as (
    select * from {{ ref('reporting_obligations') }}
),

int_areas as (
    select * from {{ ref('int_areas') }}
),

month_numbers as (
    {{ dbt.generate_series(600) }}
),

months as (
    select
        cast({{ dbt.dateadd(
            'month',
            'cast(generated_number as integer) - 1',
            "cast('2021-01-01' as date)",
        ) }} as date) as month_start
    from month_numbers
),

periods as (
    select
        'month' as period_kind,
        substring(cast(month_start as {{ dbt.type_string() }}), 1, 7) as period,
        month_start as last_month_start
    from months
    union all
    select
        'year' as period_kind,
        substring(cast(month_start as {{ dbt.type_string() }}), 1, 4) as period,
        month_start as last_month_start
    from months
    where extract(month from month_start) = 12
),

dated as (
    select
        reporting_obligations.form,
        reporting_obligations.report_title_vi,
        reporting_obligations.issuer_kind,
        reporting_obligations.issuer_code,
        reporting_obligations.variant,
        reporting_obligations.scope_area_code,
        reporting_obligations.report_phase,
        reporting_obligations.legal_source,
        reporting_obligations.is_default,
        periods.period,
        {{ last_day_before(dbt.dateadd('month', 1, 'periods.last_month_start')) }} as period_end,
        -- The due day lies so many months after the last month of the period.
        cast({{ dbt.dateadd(
            'day',
            'reporting_obligations.due_day - 1',
            dbt.dateadd('month', 'reporting_obligations.due_month_offset', 'periods.last_month_start'),
        ) }} as date) as due_on
    from reporting_obligations
    inner join periods
        on
            reporting_obligations.period_kind = periods.period_kind
            and reporting_obligations.first_period <= periods.period
            and periods.period <= coalesce(reporting_obligations.last_period, '9999')
),

issuers as (
    select
        area_level as issuer_kind,
        case area_level when 'ministry' then 'ministry-' || area_code else area_code end
            as issuer_code,
        valid_from,
        valid_to
    from int_areas
),

-- An obligation without an issuer is every issuer's of its kind.
final as (
    select
        dated.form,
        dated.report_title_vi,
        dated.issuer_code,
        dated.variant,
        coalesce(dated.scope_area_code, dated.issuer_code) as scope_area_code,
        dated.period,
        dated.report_phase,
        dated.due_on,
        dated.legal_source,
        dated.is_default
    from dated
    where dated.issuer_code is not null
    union all
    select
        dated.form,
        dated.report_title_vi,
        issuers.issuer_code,
        dated.variant,
        issuers.issuer_code as scope_area_code,
        dated.period,
        dated.report_phase,
        dated.due_on,
        dated.legal_source,
        dated.is_default
    from dated
    inner join issuers
        on
            dated.issuer_kind = issuers.issuer_kind
            and dated.period_end >= issuers.valid_from
            and dated.period_end < coalesce(issuers.valid_to, cast('9999-12-31' as date))
    where dated.issuer_code is null
)

select * from final
