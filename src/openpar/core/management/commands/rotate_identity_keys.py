"""manage.py rotate_identity_keys: seal all identities with the first key of OPENPAR_IDENTITY_KEYS."""

from django.core.management.base import BaseCommand

from openpar.core import identity, sealed_values
from openpar.core.models import Identity


class Command(BaseCommand):
    help = "Mã hóa lại thông tin cá nhân bằng khóa đứng đầu; chạy xong mới được gỡ khóa cũ."

    def handle(self, *args, **options):
        done = identity.rotate()
        left = {k: n for k, n in _by_key().items() if k != sealed_values.keys()[0][0]}
        self.stdout.write(f"Đã mã hóa lại {done} mục; còn {sum(left.values())} theo khóa cũ.")


def _by_key():
    from django.db.models import Count
    return dict(Identity.objects.values_list("key_id").annotate(n=Count("id")))
