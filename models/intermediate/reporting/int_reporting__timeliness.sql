with

int_reporting__obligations as (
    select * from {{ ref('int_reporting__obligations') }}
),

int_submissions__versions as (
    select * from {{ ref('int_submissions__versions') }}
),

issuers as (
    select
        area_key,
        case area_level when 'ministry' then 'ministry-' || area_code else area_code end
            as issuer_code,
        valid_from
    from {{ ref('int_areas') }}
    where area_level in ('province', 'ministry')
),

first_arrivals as (
    select
        issuer_code,
        form,
        coalesce(variant, '') as variant,
        scope_area_code,
        period,
        report_phase,
        min(received_at) as received_at
    from int_submissions__versions
    where is_valid
    group by
        issuer_code,
        form,
        coalesce(variant, ''),
        scope_area_code,
        period,
        report_phase
),

-- In January two budget years are open: the period's own year speaks for the report.
current_versions as (
    select
        issuer_code,
        form,
        coalesce(variant, '') as variant,
        scope_area_code,
        period,
        report_phase,
        submission_id,
        origin,
        version,
        rows_accepted,
        rows_refused
    from int_submissions__versions
    where
        is_valid
        and not is_superseded
    qualify row_number() over (
        partition by issuer_code, form, coalesce(variant, ''), scope_area_code, period, report_phase
        order by coalesce(budget_year, 0) desc, received_at desc, submission_id asc
    ) = 1
),

last_refused as (
    select
        issuer_code,
        form,
        coalesce(variant, '') as variant,
        scope_area_code,
        period,
        report_phase,
        submission_id,
        origin,
        rows_accepted,
        rows_refused
    from int_submissions__versions
    where
        submission_status = 'refused'
        and decision is null
        and form is not null
    qualify row_number() over (
        partition by issuer_code, form, coalesce(variant, ''), scope_area_code, period, report_phase
        order by received_at desc, submission_id asc
    ) = 1
),

matched as (
    select
        int_reporting__obligations.*,
        first_arrivals.received_at,
        coalesce(current_versions.submission_id, last_refused.submission_id) as submission_id,
        coalesce(current_versions.origin, last_refused.origin) as origin,
        current_versions.version,
        coalesce(current_versions.rows_accepted, last_refused.rows_accepted) as rows_accepted,
        coalesce(current_versions.rows_refused, last_refused.rows_refused) as rows_refused,
        case
            when first_arrivals.received_at is not null
                then cast({{ dbt.datediff(
                    'int_reporting__obligations.due_on',
                    vietnam_date('first_arrivals.received_at'),
                    'day',
                ) }} as bigint)
        end as days_after_due
    from int_reporting__obligations
    left join first_arrivals
        on
            int_reporting__obligations.issuer_code = first_arrivals.issuer_code
            and int_reporting__obligations.form = first_arrivals.form
            and coalesce(int_reporting__obligations.variant, '') = first_arrivals.variant
            and int_reporting__obligations.scope_area_code = first_arrivals.scope_area_code
            and int_reporting__obligations.period = first_arrivals.period
            and int_reporting__obligations.report_phase = first_arrivals.report_phase
    left join current_versions
        on
            int_reporting__obligations.issuer_code = current_versions.issuer_code
            and int_reporting__obligations.form = current_versions.form
            and coalesce(int_reporting__obligations.variant, '') = current_versions.variant
            and int_reporting__obligations.scope_area_code = current_versions.scope_area_code
            and int_reporting__obligations.period = current_versions.period
            and int_reporting__obligations.report_phase = current_versions.report_phase
    left join last_refused
        on
            int_reporting__obligations.issuer_code = last_refused.issuer_code
            and int_reporting__obligations.form = last_refused.form
            and coalesce(int_reporting__obligations.variant, '') = last_refused.variant
            and int_reporting__obligations.scope_area_code = last_refused.scope_area_code
            and int_reporting__obligations.period = last_refused.period
            and int_reporting__obligations.report_phase = last_refused.report_phase
),

-- What is not yet due and has not come is nobody's business yet. Whoever owes reports in a year is
-- one unit of it: its version at the end of the year, or its last one.
final as (
    select
        matched.issuer_code,
        issuers.area_key,
        matched.form,
        matched.report_title_vi,
        matched.variant,
        matched.scope_area_code,
        matched.period,
        matched.report_phase,
        matched.due_on,
        matched.received_at,
        case
            when matched.days_after_due > 0 then matched.days_after_due
            when matched.days_after_due <= 0 then 0
        end as days_late,
        case
            when matched.days_after_due > 0 then 'late'
            when matched.received_at is not null then 'on_time'
            when matched.submission_id is not null then 'refused'
            else 'missing'
        end as report_status,
        matched.submission_id,
        matched.origin,
        matched.rows_accepted,
        matched.rows_refused,
        matched.version,
        matched.legal_source,
        matched.is_default
    from matched
    left join issuers
        on
            matched.issuer_code = issuers.issuer_code
            and issuers.valid_from
            <= cast(substring(matched.period, 1, 4) || '-12-31' as date)
    where
        matched.submission_id is not null
        or matched.due_on < {{ as_of_date() }}
    qualify row_number() over (
        partition by
            matched.issuer_code,
            matched.form,
            matched.variant,
            matched.scope_area_code,
            matched.period,
            matched.report_phase
        order by issuers.valid_from desc
    ) = 1
)

select * from final
