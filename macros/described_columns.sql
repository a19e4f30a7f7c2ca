{# One select per column of every mart, from the graph of the project. #}
{% macro described_columns() -%}
    {%- set rows = [] -%}
    {%- if execute -%}
        {%- for model in graph.nodes.values()
            | selectattr('resource_type', 'equalto', 'model')
            | selectattr('schema', 'equalto', 'marts')
            | sort(attribute='name') -%}
            {%- for column in model.columns.values() -%}
                {%- set meta = column.config.meta -%}
                {%- set explained_by = none -%}
                {%- if meta.explained_by -%}
                    {%- set explained_by = explanation(model.config.meta.explained_by, meta.explained_by) -%}
                {%- endif -%}
                {%- do rows.append(
                    "select " ~ [
                        "'" ~ model.name ~ "' as table_name",
                        "'" ~ column.name ~ "' as column_name",
                        loop.index ~ " as column_order",
                        "'" ~ (meta.label_vi | default('') | replace("'", "''")) ~ "' as label_vi",
                        "'" ~ (meta.unit | default('') | replace("'", "''")) ~ "' as unit",
                        "'" ~ (column.description | trim | replace("'", "''")) ~ "' as description",
                        (
                            "'" ~ (tojson(explained_by) | replace("'", "''")) ~ "'"
                            if explained_by else 'null'
                        ) ~ ' as explained_by',
                    ] | join(', ')
                ) -%}
            {%- endfor -%}
        {%- endfor -%}
    {%- endif -%}
    {{ rows | join('\nunion all\n') if rows else "select '' as table_name, '' as column_name, 0 as column_order, '' as label_vi, '' as unit, '' as description, null as explained_by" }}
{%- endmacro %}

{# What a column's `explained_by` says, with its model's: the fact and which of its lines count. #}
{% macro explanation(of_model, of_column) -%}
    {%- set explanation = {} -%}
    {%- if 'figures' not in of_column and 'figures_in' not in of_column and 'fact' not in of_column -%}
        {%- do explanation.update(of_model) -%}
    {%- endif -%}
    {%- do explanation.update(of_column) -%}
    {%- if of_column.where and 'fact' not in of_column -%}
        {%- do explanation.update({'where': '(' ~ of_model.where ~ ') and (' ~ of_column.where ~ ')'}) -%}
    {%- endif -%}
    {{ return(explanation) }}
{%- endmacro %}
