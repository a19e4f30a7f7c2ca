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
                {%- do rows.append(
                    "select " ~ [
                        "'" ~ model.name ~ "' as table_name",
                        "'" ~ column.name ~ "' as column_name",
                        loop.index ~ " as column_order",
                        "'" ~ (meta.label_vi | default('') | replace("'", "''")) ~ "' as label_vi",
                        "'" ~ (meta.unit | default('') | replace("'", "''")) ~ "' as unit",
                        "'" ~ (column.description | trim | replace("'", "''")) ~ "' as description",
                    ] | join(', ')
                ) -%}
            {%- endfor -%}
        {%- endfor -%}
    {%- endif -%}
    {{ rows | join('\nunion all\n') if rows else "select '' as table_name, '' as column_name, 0 as column_order, '' as label_vi, '' as unit, '' as description" }}
{%- endmacro %}
