-- A correction stands on what it corrects: its submission still counts and its cell still says
-- `expect`. Where not, the sender has sent something new or the row is wrong: review it in
-- seeds/corrections.csv (change it to the new submission, or set it to retired). A submission that
-- never came to this installation is only told (decision_without_effect): nothing here is wrong by
-- it.
with

corrections as (
    select * from {{ ref('corrections') }}
    where status = 'active'
),

int_submissions__versions as (
    select * from {{ ref('int_submissions__versions') }}
),

checked as (
    {{ checked_corrections() }}
),

broken as (
    select
        'Điều chỉnh ô ' || corrections.sheet || '!' || corrections.cell || ' (' || corrections.field
        || ') của bản gửi ' || corrections.submission_id || ' không còn đúng: '
        || case
            when int_submissions__versions.is_superseded or not int_submissions__versions.is_valid
                then 'bản gửi đã được thay hoặc không còn được tính'
            when checked.submission_id is null
                then 'không có ô này trong số liệu đã nhận'
            else
                'ô đang là ' || coalesce(checked.value_landed, 'trống') || ', không phải '
                || corrections.expect
        end
        || '. Xem lại dòng này trong seeds/corrections.csv.' as message_vi
    from corrections
    inner join int_submissions__versions
        on corrections.submission_id = int_submissions__versions.submission_id
    left join checked
        on
            corrections.submission_id = checked.submission_id
            and corrections.sheet = checked.sheet
            and corrections.cell = checked.cell
            and corrections.field = checked.field
    where
        int_submissions__versions.is_superseded
        or not int_submissions__versions.is_valid
        or coalesce(checked.holds, 0) = 0
),

all_broken as (
    select {{ dbt.listagg('message_vi', "' '", 'order by message_vi') }} as messages_vi
    from broken
    having count(*) > 0
)

-- As an error and not as a row: the night's message has to name the corrections.
select * from all_broken
where {{ stopped('messages_vi') }} is not null
