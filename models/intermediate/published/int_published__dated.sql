with

int_published__lines as (
    select * from {{ ref('int_published__lines') }}
),

-- `2024 + kéo dài 2022, 2023 (đến 2024-08)`: what the figure is about, and up to when it counts.
split_texts as (
    select
        submission_id,
        row_number,
        year_or_as_of,
        trim(regexp_replace(year_or_as_of, '[(]đến [^)]*[)]$', '')) as period_text,
        regexp_extract(year_or_as_of, '[(]đến ([^)]*)[)]$', 1) as until_text
    from int_published__lines
),

-- Only what is printed plainly becomes a period; `đầu năm`, `giữa năm`, `2022-nay` do not. Money
-- carried over is executed in the later year, which is its budget year.
periods as (
    select
        *,
        coalesce(
            nullif(regexp_extract(period_text, '^([0-9]{4}(-[0-9]{4}|S[12])?)$', 1), ''),
            nullif(regexp_extract(period_text, '^([0-9]{4}-(0[1-9]|1[0-2]))(-[0-9]{2})?$', 1), ''),
            nullif(
                regexp_extract(period_text, '^(0[1-9]|1[0-2])/([0-9]{4})$', 2)
                || '-'
                || regexp_extract(period_text, '^(0[1-9]|1[0-2])/([0-9]{4})$', 1),
                '-'
            ),
            nullif(
                regexp_extract(period_text, '^([0-9]{4}) [(](dự kiến|đã bị thay thế)[)]$', 1), ''
            ),
            nullif(regexp_extract(period_text, '^([0-9]{4}) [+] (kéo dài|năm trước)', 1), ''),
            nullif(regexp_extract(period_text, '^[0-9]{4} kéo dài [+] ([0-9]{4})', 1), ''),
            nullif(
                regexp_extract(period_text, '^[0-9+ ]*kéo dài [0-9, -]*sang ([0-9]{4})$', 1), ''
            ),
            case
                when regexp_extract(period_text, '^(kéo dài [0-9, -]+)$', 1) <> ''
                    then nullif(regexp_extract(until_text, '^([0-9]{4})', 1), '')
            end
        ) as period,
        coalesce(nullif(until_text, ''), period_text) as day_text,
        nullif(regexp_extract(until_text, '([0-9]{4})', 1), '') as until_year
    from split_texts
),

months as (
    select
        *,
        nullif(regexp_extract(day_text, '^[0-9]{4}-[0-9]{2}-([0-9]{2})$', 1), '') as day_of_month,
        cast({{ dbt.last_day(
            "cast(case substring(day_text, 5) "
            ~ "when 'S1' then substring(day_text, 1, 4) || '-06-01' "
            ~ "when 'S2' then substring(day_text, 1, 4) || '-12-01' "
            ~ "else nullif(regexp_extract(day_text, '^([0-9]{4}-(0[1-9]|1[0-2]))(-[0-9]{2})?$', 1), '') || '-01' "
            ~ "end as date)",
            'month',
        ) }} as date) as month_end
    from periods
),

-- A day that does not exist (31 June) is no day, and neither is a bare year.
days as (
    select
        *,
        case
            when day_of_month is null then month_end
            when cast(day_of_month as integer) between 1 and extract(day from month_end)
                then cast(substring(day_text, 1, 8) || day_of_month as date)
        end as as_of
    from months
),

final as (
    select
        submission_id,
        row_number,
        period,
        as_of,
        -- The years whose state the figure may be: of its day, else of `đến`, else of its phase.
        cast(
            coalesce(
                substring(cast(as_of as {{ dbt.type_string() }}), 1, 4),
                until_year,
                regexp_extract(period, '^([0-9]{4})', 1)
            ) as integer
        ) as from_year,
        cast(
            coalesce(
                substring(cast(as_of as {{ dbt.type_string() }}), 1, 4),
                until_year,
                regexp_extract(period, '([0-9]{4})$', 1)
            ) as integer
        ) as to_year,
        -- The day on whose list of units the name is looked up; our lists begin on 2021-01-01.
        greatest(
            coalesce(
                as_of,
                month_end,
                cast(until_year || '-12-31' as date),
                cast(nullif(regexp_extract(period, '^([0-9]{4})$', 1), '') || '-12-31' as date),
                cast(nullif(regexp_extract(year_or_as_of, '([0-9]{4})', 1), '') || '-01-01' as date)
            ),
            cast('2021-01-01' as date)
        ) as reference_date
    from days
)

select * from final
