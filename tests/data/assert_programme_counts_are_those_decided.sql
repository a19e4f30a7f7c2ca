-- 1719: 10 projects and 14 sub-projects; 90: 7 and 11; 263: 11 components, none divided.
-- A sub-project stands under a project of its programme.
with

expected (programme_code, project_level, projects) as (
    values
    ('1719', 'programme', 1),
    ('1719', 'project', 10),
    ('1719', 'sub_project', 14),
    ('90', 'programme', 1),
    ('90', 'project', 7),
    ('90', 'sub_project', 11),
    ('263', 'programme', 1),
    ('263', 'project', 11),
    ('263', 'sub_project', 0)
),

dim_programmes as (
    select * from {{ ref('dim_programmes') }}
),

miscounted as (
    select
        expected.programme_code,
        expected.project_level,
        'wrong number' as reason
    from expected
    left join dim_programmes
        on
            expected.programme_code = dim_programmes.programme_code
            and expected.project_level = dim_programmes.project_level
    group by
        expected.programme_code,
        expected.project_level,
        expected.projects
    having count(dim_programmes.programme_code) <> expected.projects
),

orphans as (
    select
        sub_projects.programme_code,
        sub_projects.project_code as project_level,
        'sub-project without project' as reason
    from dim_programmes as sub_projects
    left join dim_programmes as projects
        on
            sub_projects.programme_code = projects.programme_code
            and substring(sub_projects.project_code, 1, 2) = projects.project_code
    where
        sub_projects.project_level = 'sub_project'
        and projects.project_code is null
)

select * from miscounted
union all
select * from orphans
