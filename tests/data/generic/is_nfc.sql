{% test is_nfc(model, column_name) %}

select {{ column_name }}
from {{ model }}
where {{ column_name }} <> {{ nfc_normalized(column_name) }}

{% endtest %}
