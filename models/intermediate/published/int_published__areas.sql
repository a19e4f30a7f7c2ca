{# `Hòa Bình` and `Hoà Bình` are one name: here the mark stands on the second vowel. #}
{% set tones = [
    ('òa', 'oà'), ('óa', 'oá'), ('ỏa', 'oả'), ('õa', 'oã'), ('ọa', 'oạ'),
    ('òe', 'oè'), ('óe', 'oé'), ('ỏe', 'oẻ'), ('õe', 'oẽ'), ('ọe', 'oẹ'),
    ('ùy', 'uỳ'), ('úy', 'uý'), ('ủy', 'uỷ'), ('ũy', 'uỹ'), ('ụy', 'uỵ'),
] %}
{% set comparable = 'replace(' * tones | length ~ 'lower(' %}
{% set as_one_spells -%}
    )
    {%- for first, second in tones %}, '{{ first }}', '{{ second }}'){% endfor %}
{%- endset -%}

with

int_published__lines as (
    select * from {{ ref('int_published__lines') }}
),

int_published__dated as (
    select * from {{ ref('int_published__dated') }}
),

int_areas as (
    select * from {{ ref('int_areas') }}
),

-- `Xốp (Đắk Glei, Kon Tum)`: the name, and its province last. What stands in a province's own
-- brackets is a remark. Town and country of a province are no area, but can be compared with one.
names as (
    select
        int_published__lines.submission_id,
        int_published__lines.row_number,
        int_published__lines.area_level as printed_level,
        int_published__dated.reference_date,
        case
            when int_published__lines.unit_vi like 'Khu vực thành thị (%)' then 'urban'
            when int_published__lines.unit_vi like 'Khu vực nông thôn (%)' then 'rural'
            else 'all'
        end as urban_rural,
        {{ comparable }}trim(
            regexp_extract(int_published__lines.unit_vi, '^([^(]*)', 1)
        ){{ as_one_spells }} as unit_name,
        {{ comparable }}trim(
            regexp_extract(int_published__lines.unit_vi, '([^(,]*)[)]$', 1)
        ){{ as_one_spells }} as province_name
    from int_published__lines
    inner join int_published__dated
        on
            int_published__lines.submission_id = int_published__dated.submission_id
            and int_published__lines.row_number = int_published__dated.row_number
),

sought as (
    select
        submission_id,
        row_number,
        reference_date,
        urban_rural,
        case when urban_rural = 'all' then printed_level else 'province' end as area_level,
        case when urban_rural = 'all' then unit_name else province_name end as area_name,
        case when printed_level in ('district', 'commune') then province_name end as province_name
    from names
    where printed_level <> 'group' or urban_rural <> 'all'
),

areas as (
    select
        area_key,
        area_level,
        area_code,
        area_name,
        {{ comparable }}area_name{{ as_one_spells }} as full_name,
        unit_type,
        province_code,
        valid_from,
        coalesce(valid_to, cast('9999-12-31' as date)) as valid_to
    from int_areas
    where area_level <> 'ministry'
),

found as (
    select
        sought.submission_id,
        sought.row_number,
        sought.urban_rural,
        areas.area_key,
        areas.area_level,
        areas.area_code,
        areas.area_name,
        count(*) over (partition by sought.submission_id, sought.row_number) as areas_found
    from sought
    inner join areas
        on
            sought.area_level = areas.area_level
            and sought.reference_date >= areas.valid_from
            and sought.reference_date < areas.valid_to
            and areas.full_name in (sought.area_name, areas.unit_type || ' ' || sought.area_name)
    left join areas as provinces
        on
            areas.province_code = provinces.area_code
            and provinces.area_level = 'province'
            and sought.reference_date >= provinces.valid_from
            and sought.reference_date < provinces.valid_to
    where
        sought.province_name is null
        or provinces.full_name in (
            sought.province_name, provinces.unit_type || ' ' || sought.province_name
        )
),

-- Two units of one name: it stays unknown which of them was meant.
final as (
    select
        submission_id,
        row_number,
        area_key,
        area_level,
        area_code,
        area_name,
        urban_rural
    from found
    where areas_found = 1
)

select * from final
