{% set fields = [
    ('group_households', 'Tổng số hộ nghèo (hộ cận nghèo)'),
    ('deprivations_printed', 'Tổng số thiếu hụt'),
    ('employment', 'Việc làm'),
    ('dependents', 'Người phụ thuộc trong hộ gia đình'),
    ('nutrition', 'Dinh dưỡng'),
    ('health_insurance', 'Bảo hiểm y tế'),
    ('adult_education', 'Trình độ giáo dục của người lớn'),
    ('child_schooling', 'Tình trạng đi học của trẻ em'),
    ('housing_quality', 'Chất lượng nhà ở'),
    ('housing_area', 'Diện tích nhà ở bình quân đầu người'),
    ('water', 'Nguồn nước sinh hoạt'),
    ('toilet', 'Nhà tiêu hợp vệ sinh'),
    ('telecom', 'Sử dụng dịch vụ viễn thông'),
    ('info_devices', 'Phương tiện phục vụ tiếp cận thông tin'),
] -%}

{{ totals_of_communes('stg_province__deprivations', fields) }}
