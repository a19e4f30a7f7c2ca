-- Which communes a criterion counts: new rural communes (nông thôn mới) can only be xã.
with

final as (
    select
        'steering_body' as criterion,
        false as is_for_xa_only
    union all
    select
        'supervision_board' as criterion,
        false as is_for_xa_only
    union all
    select
        'road' as criterion,
        false as is_for_xa_only
    union all
    select
        'clinic' as criterion,
        false as is_for_xa_only
    union all
    select
        'school' as criterion,
        false as is_for_xa_only
    union all
    select
        'zone_1' as criterion,
        false as is_for_xa_only
    union all
    select
        'zone_2' as criterion,
        false as is_for_xa_only
    union all
    select
        'zone_3' as criterion,
        false as is_for_xa_only
    union all
    select
        'ntm' as criterion,
        true as is_for_xa_only
    union all
    select
        'ntm_advanced' as criterion,
        true as is_for_xa_only
    union all
    select
        'ntm_model' as criterion,
        true as is_for_xa_only
)

select * from final
