from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('tasks', '0003_board_indexes'),
    ]

    operations = [
        migrations.AddConstraint(
            model_name='assignment',
            constraint=models.UniqueConstraint(condition=models.Q(('state', 'cancelled'), _negated=True), fields=('task', 'organisation'), name='assignment_one_live_per_org', violation_error_message='Đơn vị này đã có phần việc trong nhiệm vụ.'),
        ),
        migrations.RemoveConstraint(
            model_name='assignment',
            name='assignment_once_per_organisation',
        ),
    ]
